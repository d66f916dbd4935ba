import type { SessionTracking } from '../pool/user-sessions.js';
import type { LocalTriggers } from '../triggers/local-triggers.interface.js';
import type {
  LocalAuthFlow,
  LocalClientOptions,
  LocalCognitoOptions,
  LocalFirstFactor,
  LocalGrant,
  LocalGroupOptions,
  LocalIdentityPoolOptions,
  LocalPasswordPolicy,
  LocalUserOptions,
  LocalWebAuthnOptions,
} from './local-cognito-options.interface.js';

/** A secret of an app client. */
export interface ClientSecret {
  /** Cognito's form: the id of the client, `--`, and when it was made, in milliseconds. */
  readonly id: string;
  readonly value: string;
  readonly createdMs: number;
}

/** An app client with every default filled in. */
export interface LocalClient extends Required<Omit<LocalClientOptions, 'secret'>> {
  /** Every one of them is good; a client without any is public. */
  readonly secrets: readonly ClientSecret[];
  readonly authFlows: readonly LocalAuthFlow[];
  readonly grants: readonly LocalGrant[];
}

/** The options after they were checked, with every default filled in. Nothing else reads the raw ones. */
export interface ResolvedLocalCognitoOptions {
  readonly region: string;
  readonly userPoolId: string;
  /** `local` until the server listens, which then tells the pool. */
  readonly issuer: string;
  readonly signIn: 'email' | 'username';
  readonly clients: readonly LocalClient[];
  readonly groups: readonly LocalGroupOptions[];
  readonly users: readonly LocalUserOptions[];
  readonly passwordPolicy: Required<LocalPasswordPolicy>;
  readonly mfa: 'OFF' | 'OPTIONAL' | 'ON';
  readonly firstFactors: readonly LocalFirstFactor[];
  readonly webAuthn: Required<LocalWebAuthnOptions>;
  /** With `custom:`. */
  readonly customAttributes: readonly string[];
  readonly selfSignUp: boolean;
  readonly deviceTracking: 'OFF' | 'ALWAYS' | 'OPT_IN';
  readonly sessionTracking: SessionTracking;
  /** `undefined` where there is no identity pool. */
  readonly identityPool: Required<LocalIdentityPoolOptions> | undefined;
  readonly identityProviders: readonly string[];
  readonly clientRegistration: boolean;
  /** Six digits, or `undefined` for random ones. */
  readonly fixedCode: string | undefined;
  readonly triggers: LocalTriggers;
  readonly preTokenGenerationVersion: 'V1_0' | 'V2_0' | 'V3_0';
  readonly port: number;
  readonly host: string;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly stateFile: string | undefined;
  readonly print: NonNullable<LocalCognitoOptions['print']>;
  readonly serveOutbox: boolean;
  readonly allowRemote: boolean;
}
