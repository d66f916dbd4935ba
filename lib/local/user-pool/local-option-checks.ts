import {
  aDate,
  anObject,
  anything,
  aNumber,
  aText,
  aTextOrTexts,
  type Checks,
  oneOf,
  optionsWith,
  texts,
  type UserPoolOptions,
} from '../../core/standalone.js';
import type {
  LocalAccessTokenOptions,
  LocalClientTokenOptions,
  LocalFederation,
  LocalIdTokenOptions,
} from '../tokens/local-token-options.interface.js';
import type { LocalUserPoolOptions } from './local-user-pool.js';
import type { RefusedTokenOptions } from './refused-tokens.js';

/** The options of the application may be passed unchanged: only its verifier uses those that accept anything here. */
export const USER_POOL_CHECKS: Checks<Required<LocalUserPoolOptions & UserPoolOptions>> = {
  tokenUse: anything,
  audience: anything,
  jwksUri: anything,
  jwks: anything,
  region: aText,
  userPoolId: aText,
  clientId: aText,
  issuerType: oneOf('ORIGINAL', 'UPDATED'),
  issuer: aText,
};

const TOKEN_CHECKS = {
  clientId: aText,
  issuedAt: aDate,
  expiresInSeconds: aNumber,
  claims: anObject,
};

const FEDERATION_CHECKS: Checks<Required<LocalFederation>> = {
  provider: aText,
  type: aText,
  userId: aText,
};

const USER_CHECKS = { sub: aText, username: aText, groups: texts };

export const ACCESS_TOKEN_CHECKS: Checks<Required<LocalAccessTokenOptions>> = {
  ...TOKEN_CHECKS,
  ...USER_CHECKS,
  federatedFrom: optionsWith(FEDERATION_CHECKS),
  scope: aTextOrTexts,
  audience: aText,
};

export const ID_TOKEN_CHECKS: Checks<Required<LocalIdTokenOptions>> = {
  ...TOKEN_CHECKS,
  ...USER_CHECKS,
  federatedFrom: optionsWith(FEDERATION_CHECKS),
  attributes: anObject,
};

export const CLIENT_TOKEN_CHECKS: Checks<Required<LocalClientTokenOptions>> = {
  ...TOKEN_CHECKS,
  scope: aTextOrTexts,
};

export const REFUSED_TOKEN_CHECKS: Checks<
  Required<RefusedTokenOptions & { readonly tokenUse?: 'access' | 'id' }>
> = {
  ...USER_CHECKS,
  clientId: aText,
  claims: anObject,
  tokenUse: oneOf('access', 'id'),
};
