import passport from 'passport';
import { Strategy } from 'passport-jwt';
import { publicKeyOf } from './public-key-of.mjs';

/**
 * What passport and passport-jwt take by themselves, run as this package runs them, with the key at hand and
 * without any check of this package: nothing that verifies with them can be faster.
 *
 * @returns a function that gives the claims of a token, or throws
 */
export function createPassportFloor(pool) {
  const key = publicKeyOf(pool);
  const strategy = new Strategy(
    {
      jwtFromRequest: ({ token }) => token,
      secretOrKeyProvider: (_request, _token, done) => done(null, key),
      algorithms: ['RS256'],
      ignoreExpiration: true,
    },
    (claims, done) => done(null, claims),
  );
  return (token) => {
    let claims;
    let refusal;
    const settle = (error, found, info) => {
      claims = found;
      refusal = error ?? info;
    };
    const authenticate = passport.authenticate(Object.create(strategy), { session: false }, settle);
    authenticate({ token }, undefined, settle);
    if (!claims) throw refusal;
    return claims;
  };
}
