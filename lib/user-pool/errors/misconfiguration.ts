import type { CognitoCallFailure } from '../../core/internal.js';

const SET_UP_TRIGGER = 'a trigger of the user pool failed; see the log of its Lambda function';
const SET_UP_SMS = 'the user pool needs an IAM role by which it may send SMS';

/** Exceptions that no caller can cause, and what to do about each. */
const REMEDIES: Readonly<Record<string, string>> = {
  FeatureUnavailableInTierException: 'the feature plan of the user pool does not include this',
  InvalidEmailRoleAccessPolicyException: 'the user pool may not send e-mail by Amazon SES',
  InvalidLambdaResponseException: SET_UP_TRIGGER,
  InvalidSmsRoleAccessPolicyException: SET_UP_SMS,
  InvalidSmsRoleTrustRelationshipException: SET_UP_SMS,
  InvalidUserPoolConfigurationException: 'the configuration of the user pool is not valid',
  MFAMethodNotFoundException: 'the user pool lacks the second factor of this user',
  OperationNotEnabledException: 'the user pool, or its replica in this region, does not allow this',
  SoftwareTokenMFANotFoundException: 'authenticator apps are not enabled in the user pool',
  UnexpectedLambdaException: SET_UP_TRIGGER,
  UnknownOperationException: 'endpoint: what answers there does not know this operation',
  UnsupportedOperationException:
    'the app client does not allow this; enable token revocation in it',
  UserPoolAddOnNotEnabledException: 'the user pool lacks the add-on for this',
  WebAuthnConfigurationMissingException: 'passkeys need a relying party id in the user pool',
  WebAuthnNotEnabledException: 'passkeys are not enabled in the user pool',
};

/** AWS does not promise these texts; where they change, the caller is refused as by any other. */
const REMEDIES_BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [
    /secret/i,
    'clientSecret: it is wrong, or missing, or the app client has none; compare it with the app client',
  ],
  [/flow not enabled/i, 'flow: allow it in ExplicitAuthFlows of the app client, or set another'],
  [
    /user pool client .* does not exist/i,
    'clientId: the user pool has no such app client; compare clientId, userPoolId and endpoint',
  ],
];

const TOLD_BY_TEXT: readonly string[] = [
  'NotAuthorizedException',
  'UnauthorizedException',
  'InvalidParameterException',
  'ResourceNotFoundException',
];

/**
 * What has to be set up differently, for the log; `undefined` for a failure that may be the caller's.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html#API_InitiateAuth_Errors
 */
export function misconfigurationIn({ service, text }: CognitoCallFailure): string | undefined {
  const { exception = '' } = service;
  const known = Object.hasOwn(REMEDIES, exception) ? REMEDIES[exception] : undefined;
  if (known !== undefined || !TOLD_BY_TEXT.includes(exception)) return known;
  return REMEDIES_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
}
