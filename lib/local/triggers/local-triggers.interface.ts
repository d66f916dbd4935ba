import type {
  LocalPostAuthenticationEvent,
  LocalPostConfirmationEvent,
  LocalPreAuthenticationEvent,
} from './account-triggers.interface.js';
import type {
  LocalTrigger,
  LocalTriggerEvent,
  TriggerAttributes,
  TriggerMetadata,
} from './local-trigger.interface.js';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html */
export type LocalPreSignUpEvent = LocalTriggerEvent<
  'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser',
  { readonly userAttributes: TriggerAttributes; readonly clientMetadata: TriggerMetadata },
  { autoConfirmUser: boolean; autoVerifyEmail: boolean; autoVerifyPhone: boolean }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html */
export type LocalUserMigrationEvent = LocalTriggerEvent<
  'UserMigration_Authentication' | 'UserMigration_ForgotPassword',
  { readonly password: string | undefined; readonly clientMetadata: TriggerMetadata },
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
 * The event in the version of `preTokenGenerationVersion`. In version 1 the answer is `claimsOverrideDetails`, which counts
 * for the ID token. In versions 2 and 3 it is `claimsAndScopeOverrideDetails`; version 3 is there for client credentials too,
 * whose `userName` is `ClientCredentials`, without attributes and groups.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export type LocalPreTokenGenerationEvent = LocalTriggerEvent<
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_HostedAuth'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens'
  | 'TokenGeneration_ClientCredentials',
  {
    readonly userAttributes: TriggerAttributes;
    readonly groupConfiguration: {
      readonly groupsToOverride: readonly string[];
      readonly iamRolesToOverride: readonly string[];
      readonly preferredRole: string | undefined;
    };
    /** Not in version 1. */
    readonly scopes?: readonly string[];
    readonly clientMetadata: TriggerMetadata;
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
    readonly userAttributes: TriggerAttributes;
    readonly session: readonly LocalChallengeResult[];
    readonly clientMetadata: TriggerMetadata;
    readonly userNotFound: boolean;
  },
  { challengeName: string | null; issueTokens: boolean | null; failAuthentication: boolean | null }
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html */
export type LocalCreateAuthChallengeEvent = LocalTriggerEvent<
  'CreateAuthChallenge_Authentication',
  {
    readonly userAttributes: TriggerAttributes;
    readonly challengeName: string;
    readonly session: readonly LocalChallengeResult[];
    readonly clientMetadata: TriggerMetadata;
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
    readonly userAttributes: TriggerAttributes;
    readonly privateChallengeParameters: Readonly<Record<string, string>>;
    readonly challengeAnswer: string;
    readonly clientMetadata: TriggerMetadata;
    readonly userNotFound: boolean;
  },
  { answerCorrect: boolean | null }
>;

/** The triggers of a local user pool. */
export interface LocalTriggers {
  /** Before a user signs up or is created: refuses by throwing, confirms, or verifies. */
  readonly preSignUp?: LocalTrigger<LocalPreSignUpEvent>;
  /** After a sign-up or a new password was confirmed. If it throws, the caller hears of it, and it stays confirmed. */
  readonly postConfirmation?: LocalTrigger<LocalPostConfirmationEvent>;
  /** Before a password or a code is looked at: refuses by throwing. */
  readonly preAuthentication?: LocalTrigger<LocalPreAuthenticationEvent>;
  /** After somebody has shown who it is, before tokens are made. */
  readonly postAuthentication?: LocalTrigger<LocalPostAuthenticationEvent>;
  /** When nobody has the name at a sign-in with password or at a forgotten password: brings the user in. */
  readonly userMigration?: LocalTrigger<LocalUserMigrationEvent>;
  /** Before tokens are made: adds, replaces and removes claims, scopes and groups. */
  readonly preTokenGeneration?: LocalTrigger<LocalPreTokenGenerationEvent>;
  /** Says what follows in a custom sign-in. `CUSTOM_AUTH` needs this one and the next two. */
  readonly defineAuthChallenge?: LocalTrigger<LocalDefineAuthChallengeEvent>;
  readonly createAuthChallenge?: LocalTrigger<LocalCreateAuthChallengeEvent>;
  readonly verifyAuthChallengeResponse?: LocalTrigger<LocalVerifyAuthChallengeEvent>;
}
