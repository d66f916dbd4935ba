import { ParseIntPipe, type PipeTransform } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import {
  CognitoAuthModule,
  CognitoTokenVerifier,
  CurrentUser,
  RequireAllGroups,
  RequireAllScopes,
  RequireAnyGroup,
  RequireAnyScope,
  RequireAudience,
  RequireClaims,
  RequireTokenUse,
  RequireUserPool,
} from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { startApp } from '../../support/start-app.js';

type Decorator = (...given: unknown[]) => unknown;

const NO_TEXTS = [undefined, null, '', ' ', 'a b', 1, {}, [], ['admin'], () => 'admin'];

describe('a decorator refuses', () => {
  const expectRefusal = (decorator: unknown, ...given: readonly unknown[]): void => {
    expect(() => (decorator as Decorator)(...given)).toThrow(
      expect.objectContaining({ code: 'ERR_COGNITO_SETUP' }),
    );
  };

  it.each([RequireAnyGroup, RequireAllGroups, RequireAnyScope, RequireAllScopes])(
    'what is no name, or no names, as %p',
    (decorator) => {
      expectRefusal(decorator);
      for (const name of NO_TEXTS) {
        expectRefusal(decorator, name);
        expectRefusal(decorator, 'admin', name);
      }
    },
  );

  it.each(['a"b', 'a\\b', 'é', '😀', 'a\u0000b', 'a\u007fb', '\u200b', 'a\u00a0b'])(
    'the scope %p, whose characters no scope has',
    (name) => {
      for (const decorator of [RequireAnyScope, RequireAllScopes]) {
        expectRefusal(decorator, name);
        expectRefusal(decorator, 'orders/read', name);
      }
    },
  );

  it('no scope and no group that there may be', () => {
    const scopes = ['orders/read', "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", 'https://api.example.com/a'];
    const groups = ['é', '管理者', 'a"b', 'a\\b', '€', '😀'];

    for (const decorator of [RequireAnyScope, RequireAllScopes]) {
      expect((decorator as Decorator)(...scopes)).toEqual(expect.any(Function));
    }
    for (const decorator of [RequireAnyGroup, RequireAllGroups]) {
      expect((decorator as Decorator)(...groups)).toEqual(expect.any(Function));
    }
  });

  it.each(NO_TEXTS)('the user pool %p', (userPoolId) => {
    expectRefusal(RequireUserPool, userPoolId);
  });

  it.each(NO_TEXTS)('the audience %p', (audience) => {
    expectRefusal(RequireAudience, audience);
  });

  it.each([...NO_TEXTS, 'foo', 'Access', 'refresh'])('the token use %p', (tokenUse) => {
    expectRefusal(RequireTokenUse, tokenUse);
  });

  it.each([undefined, null, 'admin', true, {}, [], async () => true])(
    'the requirement %p',
    (isMetBy) => {
      expectRefusal(RequireClaims, isMetBy);
    },
  );

  it.each([null, '', 1, true, Symbol('sub'), {}, [], ['sub'], class {}, () => 'sub', new Map()])(
    'the property %p of a user',
    (property) => {
      expectRefusal(CurrentUser, property);
      expectRefusal(CurrentUser, 'sub', property);
    },
  );

  it('no property and no pipe that there may be', () => {
    const pipe: PipeTransform = { transform: (value: unknown) => value };

    for (const given of [
      [],
      [undefined],
      ['sub'],
      ['id', ParseIntPipe],
      [pipe],
      [ParseIntPipe, pipe],
    ]) {
      expect((CurrentUser as Decorator)(...given)).toEqual(expect.any(Function));
    }
  });
});

describe('CognitoTokenVerifier', () => {
  it('refuses what is no token, as a token', async () => {
    const pool = await LocalUserPool.create();
    const app = await startApp(() => new ExpressAdapter(), {
      imports: [CognitoAuthModule.forRoot(pool.options)],
    });
    const verifier = app.get(CognitoTokenVerifier);
    try {
      for (const token of [...NO_TEXTS, Promise.resolve(pool.accessToken())]) {
        await expect(verifier.verify(token as string)).rejects.toMatchObject({
          code: 'ERR_COGNITO_TOKEN_MALFORMED',
        });
      }
    } finally {
      await app.close();
    }
  });
});
