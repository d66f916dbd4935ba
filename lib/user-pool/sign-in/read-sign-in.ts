import { type AnswerReader, isObject, jsonIn, textsOf } from '../client/answer-reader.js';
import type {
  ChallengeName,
  ChallengeTells,
  CodeDelivery,
  FirstFactor,
  MfaFactor,
} from './challenges.interface.js';
import type { SignInChallenge } from './sign-in-result.interface.js';
import type { UserPoolTokens } from './tokens.interface.js';

/** Reads `AuthenticationResult`. */
export function readTokens(result: AnswerReader): UserPoolTokens {
  const idToken = result.optionalText('IdToken');
  const refreshToken = result.optionalText('RefreshToken');
  const device = result.optionalObject('NewDeviceMetadata');
  return {
    accessToken: result.text('AccessToken'),
    ...(idToken === undefined ? {} : { idToken }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    expiresIn: result.number('ExpiresIn'),
    tokenType: 'Bearer',
    ...(device === undefined
      ? {}
      : { device: { key: device.text('DeviceKey'), groupKey: device.text('DeviceGroupKey') } }),
  };
}

type Parameters = Readonly<Record<string, string>>;
type Reader<Name extends ChallengeName> = (
  parameters: Parameters,
  answer: AnswerReader,
) => ChallengeTells[Name];

/** What each challenge tells, from Cognito's words. */
const READERS: { readonly [Name in Exclude<ChallengeName, 'UNKNOWN'>]: Reader<Name> } = {
  SELECT_CHALLENGE: (_parameters, answer) => ({
    available: answer.texts('AvailableChallenges') as readonly FirstFactor[],
  }),
  PASSWORD: () => ({}),
  PASSWORD_SRP: () => ({}),
  EMAIL_OTP: delivered,
  SMS_OTP: delivered,
  SMS_MFA: delivered,
  SOFTWARE_TOKEN_MFA: ({ FRIENDLY_DEVICE_NAME: name }) =>
    name === undefined ? {} : { friendlyDeviceName: name },
  SELECT_MFA_TYPE: ({ MFAS_CAN_CHOOSE: list }) => ({ available: factorsIn(list) }),
  MFA_SETUP: ({ MFAS_CAN_SETUP: list }) => ({ available: factorsIn(list) }),
  NEW_PASSWORD_REQUIRED: ({ requiredAttributes = '[]', userAttributes = '{}' }) => ({
    requiredAttributes: textsIn(requiredAttributes).map((name) =>
      name.replace(/^userAttributes\./, ''),
    ),
    attributes: objectIn(userAttributes, textsOf),
  }),
  WEB_AUTHN: ({ CREDENTIAL_REQUEST_OPTIONS: options = '' }) => ({
    requestOptions: objectIn(options, (value) => value),
  }),
  CUSTOM_CHALLENGE: (parameters) => ({ parameters: publicOf(parameters) }),
};

/**
 * Reads a challenge that the client has to answer.
 *
 * @param typed what the user typed in, for a challenge that names nobody
 */
export function readChallenge(answer: AnswerReader, typed: string): SignInChallenge {
  const name = answer.text('ChallengeName');
  const parameters = answer.map('ChallengeParameters');
  const { USER_ID_FOR_SRP: id, USERNAME: username } = parameters;
  const isKnown = Object.hasOwn(READERS, name);
  const tells = isKnown
    ? READERS[name as keyof typeof READERS](parameters, answer)
    : { name, parameters: publicOf(parameters) };
  return {
    status: 'challenge',
    challenge: isKnown ? name : 'UNKNOWN',
    // Some challenges of a custom sign-in may have none.
    session: answer.optionalText('Session') ?? '',
    username: id ?? username ?? typed,
    ...(tells as object),
  } as SignInChallenge;
}

function delivered(parameters: Parameters): { readonly delivery?: CodeDelivery } {
  const { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: destination } =
    parameters;
  return medium === undefined || destination === undefined
    ? {}
    : { delivery: { medium, destination } };
}

function factorsIn(list = '[]'): readonly MfaFactor[] {
  return textsIn(list) as readonly MfaFactor[];
}

function textsIn(text: string): readonly string[] {
  const value = jsonIn(text);
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function objectIn<Result>(
  text: string,
  read: (value: Readonly<Record<string, unknown>>) => Result,
): Result {
  const value = jsonIn(text);
  return read(isObject(value) ? value : {});
}

/** Without what stands beside the challenge. */
function publicOf(parameters: Parameters): Parameters {
  const { USER_ID_FOR_SRP: _id, USERNAME: _username, ...others } = parameters;
  return others;
}
