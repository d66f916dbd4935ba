import type {
  LocalTriggerEvent,
  TriggerAttributes,
  TriggerMetadata,
} from './local-trigger.interface.js';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html */
export type LocalPostConfirmationEvent = LocalTriggerEvent<
  'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  { readonly userAttributes: TriggerAttributes; readonly clientMetadata: TriggerMetadata },
  object
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html */
export type LocalPreAuthenticationEvent = LocalTriggerEvent<
  'PreAuthentication_Authentication',
  {
    readonly userAttributes: TriggerAttributes;
    /** The `ClientMetadata` of the call. */
    readonly validationData: TriggerMetadata;
    readonly userNotFound: boolean;
  },
  object
>;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html */
export type LocalPostAuthenticationEvent = LocalTriggerEvent<
  'PostAuthentication_Authentication',
  {
    readonly userAttributes: TriggerAttributes;
    /** Where the pool remembers devices. */
    readonly newDeviceUsed: boolean;
    readonly clientMetadata: TriggerMetadata;
  },
  object
>;
