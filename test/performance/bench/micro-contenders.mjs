import { hash, verify } from 'node:crypto';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jwksRsa from 'jwks-rsa';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { createCognitoExpressVerifier } from './contenders/cognito-express.mjs';
import { createFastJwtVerifier } from './contenders/fast-jwt.mjs';
import { publicKeyOf } from './public-key-of.mjs';

/** What no verification can do without: the signature, and where tokens are remembered, a digest. */
export function createYardsticks(pool, token) {
  const signedEnd = token.lastIndexOf('.');
  const signed = Buffer.from(token.slice(0, signedEnd));
  const signature = Buffer.from(token.slice(signedEnd + 1), 'base64url');
  const key = publicKeyOf(pool);
  const remembered = new Map([[hash('sha256', token, 'base64'), {}]]);
  return {
    'crypto.verify': () => verify('sha256', signed, key, signature),
    'SHA-256 + Map lookup': () => remembered.get(hash('sha256', token, 'base64')),
  };
}

/**
 * What others verify with, each with its keys at hand.
 *
 * @param jwksUri where those that fetch keys get them
 * @returns by name, functions that give the claims of a token, or throw
 */
export async function createContenders(pool, jwksUri) {
  const { issuer } = pool;
  const pem = publicKeyOf(pool).export({ type: 'spki', format: 'pem' });
  const keySet = createLocalJWKSet(pool.jwks);
  return {
    'aws-jwt-verify': createAwsVerifier(pool),
    'fast-jwt': createFastJwtVerifier({ pem, issuer, cache: false }),
    'fast-jwt cached': createFastJwtVerifier({ pem, issuer, cache: true }),
    jose: async (token) =>
      (await jwtVerify(token, keySet, { issuer, algorithms: ['RS256'] })).payload,
    'passport-jwt + jwks-rsa': createPassportVerifier({
      name: 'jwks-rsa',
      issuer,
      secretOrKeyProvider: jwksRsa.passportJwtSecret({
        cache: true,
        rateLimit: true,
        jwksRequestsPerMinute: 5,
        jwksUri,
      }),
    }),
    'passport-jwt + KeyObject': createPassportVerifier({
      name: 'key-object',
      issuer,
      secretOrKey: publicKeyOf(pool),
    }),
    'cognito-express': await createCognitoExpressVerifier(pool),
  };
}

function createAwsVerifier({ userPoolId, clientId, jwks }) {
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
  verifier.cacheJwks(jwks);
  return (token) => verifier.verifySync(token);
}

/** As `AuthGuard('jwt')` runs it: authenticate() is called anew for each request. */
function createPassportVerifier({ name, ...options }) {
  passport.use(
    name,
    new Strategy(
      {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        algorithms: ['RS256'],
        ...options,
      },
      (claims, done) => done(null, claims),
    ),
  );
  return (token) =>
    new Promise((resolve, reject) => {
      const settle = (error, claims, info) => (claims ? resolve(claims) : reject(error ?? info));
      const request = { headers: { authorization: `Bearer ${token}` } };
      passport.authenticate(name, { session: false }, settle)(request, {}, reject);
    });
}
