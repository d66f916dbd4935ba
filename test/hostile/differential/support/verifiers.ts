import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { CognitoAuthModule, CognitoTokenVerifier, isCognitoAuthError } from 'nestjs-cognito-auth';
import { FakeClock } from '../../../support/fake-clock.js';
import { MeController } from '../../../support/me.controller.js';
import { startApp } from '../../../support/start-app.js';
import {
  CLIENT_ID,
  ISSUER,
  NOW_SECONDS,
  PUBLISHED_KEYS,
  UPDATED_ISSUER,
  USER_POOL_ID,
} from './corpus.js';

/** Whether a token is accepted. What goes wrong in another way than by refusing is thrown. */
export type Verify = (token: string) => Promise<boolean>;

/** An application that asks of tokens what the other two verifiers are asked to. */
export function startOurApp(): Promise<INestApplication> {
  return startApp(
    () => new ExpressAdapter(),
    {
      imports: [
        CognitoAuthModule.forRoot({
          userPoolId: USER_POOL_ID,
          tokenUse: 'access',
          clientId: CLIENT_ID,
          jwks: PUBLISHED_KEYS,
        }),
      ],
      controllers: [MeController],
    },
    { prepare: new FakeClock(NOW_SECONDS * 1000).install },
  );
}

export function ourVerifier(app: INestApplication): Verify {
  const verifier = app.get(CognitoTokenVerifier);
  return async (token) => {
    try {
      await verifier.verify(token);
      return true;
    } catch (error) {
      if (!isCognitoAuthError(error)) throw error;
      return false;
    }
  };
}

/** `verifySync` never fetches: an unknown key is refused, and nothing leaves the machine. */
export function awsVerifier(): Verify {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: USER_POOL_ID,
    tokenUse: 'access',
    clientId: CLIENT_ID,
  });
  // Its type of a JWK has an index signature, which interfaces do not have.
  verifier.cacheJwks({ keys: PUBLISHED_KEYS.keys.map((jwk) => ({ ...jwk, kty: 'RSA' })) });
  return async (token) => {
    try {
      verifier.verifySync(token);
      return true;
    } catch {
      return false;
    }
  };
}

/** jose knows nothing of Cognito, so what AWS says about `client_id` is checked after it. */
export function joseVerifier(): Verify {
  const keys = createLocalJWKSet({
    keys: PUBLISHED_KEYS.keys.map((jwk) => ({ ...jwk, kty: 'RSA' })),
  });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: [ISSUER, UPDATED_ISSUER],
        algorithms: ['RS256'],
        currentDate: new Date(NOW_SECONDS * 1000),
      });
      return payload['client_id'] === CLIENT_ID;
    } catch {
      return false;
    }
  };
}
