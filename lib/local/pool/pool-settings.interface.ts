import type { ResolvedLocalCognitoOptions } from '../options/resolved-local-cognito-options.interface.js';

/** The options that can be changed while the pool is in use. */
export type PoolSettings = Pick<
  ResolvedLocalCognitoOptions,
  | 'passwordPolicy'
  | 'mfa'
  | 'firstFactors'
  | 'customAttributes'
  | 'selfSignUp'
  | 'deviceTracking'
  | 'sessionTracking'
>;
