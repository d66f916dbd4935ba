// Both builds of the package in one process, as it happens where a library of the application is CommonJS: what one
// registers the other one uses.
import 'reflect-metadata';
import { deepEqual, notEqual } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Controller, Get, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import * as esm from 'nestjs-cognito-auth';
import * as esmKit from 'nestjs-cognito-auth/testing';

const require = createRequire(import.meta.url);
const cjs = require('nestjs-cognito-auth');
const cjsKit = require('nestjs-cognito-auth/testing');
notEqual(cjs.CognitoAuthGuard, esm.CognitoAuthGuard);

/** A controller whose guard and decorators are of one build. */
function controllerOf(path, { CognitoAuthGuard, CurrentUser, Public, RequireAnyGroup }) {
  class OrdersController {
    list(user) {
      return { sub: user.sub, isKnownToBoth: esm.isCognitoUser(user) && cjs.isCognitoUser(user) };
    }

    admin() {
      return 'in';
    }

    open() {
      return 'open';
    }
  }
  const decorate = (name, ...decorators) => {
    const descriptor = Object.getOwnPropertyDescriptor(OrdersController.prototype, name);
    for (const decorator of decorators) decorator(OrdersController.prototype, name, descriptor);
  };
  CurrentUser()(OrdersController.prototype, 'list', 0);
  decorate('list', Get());
  decorate('admin', Get('admin'), RequireAnyGroup('admin'));
  decorate('open', Get('open'), Public());
  UseGuards(CognitoAuthGuard)(OrdersController);
  Controller(path)(OrdersController);
  return OrdersController;
}

async function checkModuleOf(
  { CognitoAuthModule },
  { overrideSigningKeys, actingAs, unprotectedRoutes },
) {
  const production = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client', tokenUse: 'access' };
  const pool = await esmKit.LocalUserPool.create(production);
  const module = await overrideSigningKeys(
    Test.createTestingModule({
      imports: [CognitoAuthModule.forRoot(production)],
      controllers: [controllerOf('esm', esm), controllerOf('cjs', cjs)],
    }),
    pool,
  ).compile();
  const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const get = async (path, token) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${await app.getUrl()}${path}`, { headers });
    const text = await response.text();
    return response.ok ? text : JSON.parse(text).code;
  };
  for (const path of ['/esm', '/cjs']) {
    const user = pool.accessToken({ sub: 'a' });
    deepEqual(
      [
        JSON.parse(await get(path, user)),
        await get(path),
        await get(path, pool.refusedTokens().withBadSignature()),
        await get(`${path}/admin`, user),
        await get(`${path}/admin`, pool.accessToken({ groups: ['admin'] })),
        await get(`${path}/open`),
      ],
      [
        { sub: 'a', isKnownToBoth: true },
        'ERR_COGNITO_TOKEN_MISSING',
        'ERR_COGNITO_SIGNATURE_INVALID',
        'ERR_COGNITO_GROUP_REQUIRED',
        'in',
        'open',
      ],
    );
    const stop = actingAs(app, { sub: 'b' });
    deepEqual(JSON.parse(await get(path)), { sub: 'b', isKnownToBoth: true });
    stop();
  }
  deepEqual(unprotectedRoutes(app), []);
  await app.close();
}

await checkModuleOf(esm, cjsKit);
await checkModuleOf(cjs, esmKit);
