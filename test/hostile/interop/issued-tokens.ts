import { readFileSync } from 'node:fs';

/** A user pool of the emulator, with one of its app clients. */
interface IssuingUserPool {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly clientId: string;
}

/** A user as it was created, and the tokens that signing it in gave. */
interface SignedInUser {
  readonly sub: string;
  readonly username: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
}

/** What `emulator/issue-tokens.mjs` found and made. */
export interface IssuedTokens {
  readonly userPool: IssuingUserPool;
  readonly otherUserPool: IssuingUserPool;
  /** Of both groups. */
  readonly alice: SignedInUser;
  readonly aliceRefreshed: SignedInUser;
  readonly aliceAtOtherClient: SignedInUser;
  /** Of no group. */
  readonly bob: SignedInUser;
  readonly carolOfOtherPool: SignedInUser;
}

/** The tokens of this run. They are no part of the repository: the run script has them issued each time. */
export function readIssuedTokens(): IssuedTokens {
  const path = process.env['ISSUED_TOKENS_FILE'];
  if (path === undefined) throw new Error('No tokens were issued; run `npm run test:interop`');
  return JSON.parse(readFileSync(path, 'utf8')) as IssuedTokens;
}
