// No part of the package's interface: by file, of the build.
import { checkTokenTimes } from '../../../dist/esm/core/claims/check-token-times.js';
import { CognitoClaimsValidator } from '../../../dist/esm/core/claims/cognito-claims.validator.js';
import { toCognitoUser } from '../../../dist/esm/core/claims/cognito-user.js';
import { readTokenGrants } from '../../../dist/esm/core/claims/token-grants.js';
import { resolveCognitoAuthOptions } from '../../../dist/esm/core/options/resolve-cognito-auth-options.js';
import { SIGNING_KEYS } from '../../../dist/esm/core/signing-keys/signing-keys.interface.js';
import { SigningKeyFinder } from '../../../dist/esm/core/verifier/signing-key-finder.js';
import { TokenVerification } from '../../../dist/esm/core/verifier/token-verification.js';
import { checkPayloadForm, splitToken } from '../../../dist/esm/core/verifier/unverified-token.js';
import {
  digestOf,
  VerifiedTokenCache,
} from '../../../dist/esm/core/verifier/verified-token-cache.js';

/**
 * What this package does to a token beside what passport-jwt does, step by step.
 *
 * @param app an application of {@link bootVerifier}
 * @returns the steps by name: a function to measure, and one to take off it, where a step cannot run alone
 */
export function createSteps(app, pool, token) {
  const options = resolveCognitoAuthOptions(pool.options);
  const finder = new SigningKeyFinder(options, app.get(SIGNING_KEYS));
  const trusted = finder.find(token);
  finder.remember(trusted);
  const json = Buffer.from(token.split('.')[1], 'base64url').toString();
  const rules = trusted.issuer.claimsRules;
  const { userPoolId } = trusted.issuer.userPool;
  const validator = new CognitoClaimsValidator();
  const claims = validator.validate(JSON.parse(json), rules);
  const readForm = () => checkPayloadForm(splitToken(token, options.maxTokenLength).payload);
  // Claims are frozen, and the same ones cannot be frozen twice.
  const parse = () => JSON.parse(json);
  return {
    'form of the token': { run: readForm },
    'finding the key, with the header': { run: () => finder.find(token), without: readForm },
    'claims validation': { run: () => validator.validate(JSON.parse(json), rules), without: parse },
    times: { run: () => checkTokenTimes(claims, options, Date.now()) },
    user: { run: () => toCognitoUser(claims, userPoolId, readTokenGrants(claims)) },
    'cache, looked up and set': { run: createCacheStep(options, token, trusted, finder, claims) },
  };
}

function createCacheStep({ verifiedTokenCache }, token, trusted, finder, claims) {
  const cache = new VerifiedTokenCache(verifiedTokenCache);
  const verified = new TokenVerification(token, trusted, finder).toVerifiedToken(claims);
  return () => {
    const digest = digestOf(token);
    cache.get(digest);
    cache.set(digest, token, verified);
  };
}
