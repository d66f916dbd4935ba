/** What a user pool passes to a trigger, in the shape of Lambda's event. The trigger fills in `response`. */
export interface LocalTriggerEvent<Source extends string, Request, Response> {
  readonly version: string;
  readonly triggerSource: Source;
  readonly region: string;
  readonly userPoolId: string;
  /** `Username`; before there is a user, the name that was sent. */
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Request;
  response: Response;
}

/**
 * A trigger as a plain function. The event that it returns counts, or else the one that it was given. What it throws
 * reaches the caller as UserLambdaValidationException.
 */
export type LocalTrigger<Event> = (event: Event) => Event | void | Promise<Event | void>;

type Attributes = Readonly<Record<string, string>>;
type Metadata = Readonly<Record<string, string>> | undefined;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
export type LocalPreSignUpEvent = LocalTriggerEvent<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser',
  { readonly userAttributes: Attributes; readonly clientMetadata: Metadata },
  { autoConfirmUser: boolean; autoVerifyEmail: boolean; autoVerifyPhone: boolean }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
export type LocalUserMigrationEvent = LocalTriggerEvent<
  'UserMigration_Authentication' | 'UserMigration_ForgotPassword',
  { readonly password: string | undefined; readonly clientMetadata: Metadata },
  {
    /** Without them there is no such user. */
    userAttributes: Record<string, string> | null;
    /** @defaultValue `CONFIRMED` after a sign-in, `RESET_REQUIRED` after a forgotten password */
    finalUserStatus: 'CONFIRMED' | 'RESET_REQUIRED' | null;
  }
>;

/** What a pre token generation trigger changes in one of the two tokens. */
export interface LocalTokenChanges {
  claimsToAddOrOverride?: Record<string, unknown>;
  claimsToSuppress?: readonly string[];
}

/** What a pre token generation trigger says instead of the groups of the user. */
export interface LocalGroupChanges {
  groupsToOverride?: readonly string[];
  iamRolesToOverride?: readonly string[];
  preferredRole?: string;
}

/**
 * Version 2 of the event. An answer in the form of version 1, `claimsOverrideDetails`, counts for the ID token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export type LocalPreTokenGenerationEvent = LocalTriggerEvent<
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens',
  {
    readonly userAttributes: Attributes;
    readonly groupConfiguration: {
      readonly groupsToOverride: readonly string[];
      readonly iamRolesToOverride: readonly string[];
      readonly preferredRole: string | undefined;
    };
    readonly scopes: readonly string[];
    readonly clientMetadata: Metadata;
  },
  {
    claimsAndScopeOverrideDetails?: {
      idTokenGeneration?: LocalTokenChanges;
      accessTokenGeneration?: LocalTokenChanges & {
        scopesToAdd?: readonly string[];
        scopesToSuppress?: readonly string[];
      };
      groupOverrideDetails?: LocalGroupChanges;
    } | null;
    claimsOverrideDetails?:
      (LocalTokenChanges & { groupOverrideDetails?: LocalGroupChanges }) | null;
  }
>;

/** One answered step of a custom sign-in. */
export interface LocalChallengeResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | undefined;
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html */
export type LocalDefineAuthChallengeEvent = LocalTriggerEvent<
  'DefineAuthChallenge_Authentication',
  {
    readonly userAttributes: Attributes;
    readonly session: readonly LocalChallengeResult[];
    readonly clientMetadata: Metadata;
    readonly userNotFound: boolean;
  },
  { challengeName: string | null; issueTokens: boolean | null; failAuthentication: boolean | null }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html */
export type LocalCreateAuthChallengeEvent = LocalTriggerEvent<
  'CreateAuthChallenge_Authentication',
  {
    readonly userAttributes: Attributes;
    readonly challengeName: string;
    readonly session: readonly LocalChallengeResult[];
    readonly clientMetadata: Metadata;
    readonly userNotFound: boolean;
  },
  {
    /** Sent to the caller. */
    publicChallengeParameters: Record<string, string> | null;
    /** Kept, for the trigger that verifies the answer. */
    privateChallengeParameters: Record<string, string> | null;
    challengeMetadata: string | null;
  }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html */
export type LocalVerifyAuthChallengeEvent = LocalTriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  {
    readonly userAttributes: Attributes;
    readonly privateChallengeParameters: Readonly<Record<string, string>>;
    readonly challengeAnswer: string;
    readonly clientMetadata: Metadata;
    readonly userNotFound: boolean;
  },
  { answerCorrect: boolean | null }
>;

/** The triggers of a local user pool. */
export interface LocalTriggers {
  /** Before a user signs up or is created: refuses by throwing, confirms, or verifies. */
  readonly preSignUp?: LocalTrigger<LocalPreSignUpEvent>;
  /** When nobody has the name at a sign-in with password or at a forgotten password: brings the user in. */
  readonly userMigration?: LocalTrigger<LocalUserMigrationEvent>;
  /** Before tokens are made: adds, replaces and removes claims, scopes and groups. */
  readonly preTokenGeneration?: LocalTrigger<LocalPreTokenGenerationEvent>;
  /** Says what follows in a custom sign-in. `CUSTOM_AUTH` needs this one and the next two. */
  readonly defineAuthChallenge?: LocalTrigger<LocalDefineAuthChallengeEvent>;
  readonly createAuthChallenge?: LocalTrigger<LocalCreateAuthChallengeEvent>;
  readonly verifyAuthChallengeResponse?: LocalTrigger<LocalVerifyAuthChallengeEvent>;
}
