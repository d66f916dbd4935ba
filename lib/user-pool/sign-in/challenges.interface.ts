/** What a sign-in by `USER_AUTH` can begin with. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';

/** A second factor. */
export type MfaFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

/** Where a code was sent. */
export interface CodeDelivery {
  /** Such as `EMAIL` or `SMS`. */
  readonly medium: string;
  /** The masked address, such as `a***@e***`. */
  readonly destination: string;
}

/** The JSON form of a `PublicKeyCredential`, as its `toJSON()` gives it. */
export type PasskeyJson = Readonly<Record<string, unknown>>;

/**
 * What each challenge tells, by its name.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export interface ChallengeTells {
  /** What the sign-in can go on with. */
  readonly SELECT_CHALLENGE: { readonly available: readonly FirstFactor[] };
  readonly PASSWORD: unknown;
  readonly PASSWORD_SRP: unknown;
  /** Where the code was sent; absent where Cognito does not say. So for the two below. */
  readonly EMAIL_OTP: { readonly delivery?: CodeDelivery };
  readonly SMS_OTP: { readonly delivery?: CodeDelivery };
  readonly SMS_MFA: { readonly delivery?: CodeDelivery };
  /** What the user calls the authenticator app. */
  readonly SOFTWARE_TOKEN_MFA: { readonly friendlyDeviceName?: string };
  readonly SELECT_MFA_TYPE: { readonly available: readonly MfaFactor[] };
  /** Which second factors the user can set up. */
  readonly MFA_SETUP: { readonly available: readonly MfaFactor[] };
  /** The attributes that have no value yet but need one, and those that have one. */
  readonly NEW_PASSWORD_REQUIRED: {
    readonly requiredAttributes: readonly string[];
    readonly attributes: Readonly<Record<string, string>>;
  };
  /** What `navigator.credentials.get()` takes, in its JSON form. */
  readonly WEB_AUTHN: { readonly requestOptions: Readonly<Record<string, unknown>> };
  /** The public parameters of the trigger. */
  readonly CUSTOM_CHALLENGE: { readonly parameters: Readonly<Record<string, string>> };
  /** A challenge that this package does not know, by the name that Cognito gave it. */
  readonly UNKNOWN: {
    readonly name: string;
    readonly parameters: Readonly<Record<string, string>>;
  };
}

/** What each challenge is answered with, by its name. */
export interface ChallengeAnswers {
  readonly SELECT_CHALLENGE:
    | { readonly choose: 'PASSWORD' | 'PASSWORD_SRP'; readonly password: string }
    | { readonly choose: 'EMAIL_OTP' | 'SMS_OTP' }
    | { readonly choose: 'WEB_AUTHN'; readonly credential?: PasskeyJson };
  readonly PASSWORD: { readonly password: string };
  readonly PASSWORD_SRP: { readonly password: string };
  readonly EMAIL_OTP: { readonly code: string };
  readonly SMS_OTP: { readonly code: string };
  readonly SMS_MFA: { readonly code: string };
  readonly SOFTWARE_TOKEN_MFA: { readonly code: string };
  readonly SELECT_MFA_TYPE: { readonly choose: MfaFactor };
  /** The code of the authenticator app, after `startTotpSetup()`. */
  readonly MFA_SETUP: { readonly code: string; readonly friendlyDeviceName?: string };
  /** With the required attributes; one that has a value may not be sent. */
  readonly NEW_PASSWORD_REQUIRED: {
    readonly newPassword: string;
    readonly attributes?: Readonly<Record<string, string>>;
  };
  readonly WEB_AUTHN: { readonly credential: PasskeyJson };
  readonly CUSTOM_CHALLENGE: { readonly answer: string };
  /** `ChallengeResponses`, without the username and the hash. */
  readonly UNKNOWN: { readonly responses: Readonly<Record<string, string>> };
}

/** A challenge by AWS's name, or `UNKNOWN`. */
export type ChallengeName = keyof ChallengeAnswers;
