import type { UserPoolOptions } from 'nestjs-cognito-auth';

/** What the application knows of Cognito. In production all of it comes from your configuration. */
export interface CognitoSettings {
  readonly userPool: UserPoolOptions & { readonly userPoolId: string; readonly clientId: string };
  readonly region: string;
  /** Where the API of Cognito is; `undefined` for that of AWS. */
  readonly endpoint: string | undefined;
  /** Of the hosted login, such as `https://login.example.com`. */
  readonly domain: string;
  readonly callbackUrl: string;
}

/** Injection token of the settings. */
export const COGNITO_SETTINGS = Symbol('COGNITO_SETTINGS');
