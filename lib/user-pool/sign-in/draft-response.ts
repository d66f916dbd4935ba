import { invalidRequest } from '../errors/user-pool.error.js';
import type { ChallengeAnswers, ChallengeName } from './challenges.interface.js';
import { needed } from './needed.js';

/** A response to a challenge, and what has to be done before it is sent. */
export interface DraftResponse {
  readonly responses: Readonly<Record<string, string>>;
  /** The password that is shown by SRP. */
  readonly srpPassword?: string;
  /** The code by which an authenticator app is verified first. */
  readonly totp?: { readonly code: string; readonly friendlyDeviceName: string | undefined };
}

type Writer<Name extends ChallengeName> = (answer: ChallengeAnswers[Name]) => DraftResponse;

/** The response to each challenge, in Cognito's words. */
const WRITERS: { readonly [Name in ChallengeName]: Writer<Name> } = {
  SELECT_CHALLENGE: choose,
  PASSWORD: ({ password }) => ({ responses: { PASSWORD: needed('password', password) } }),
  PASSWORD_SRP: ({ password }) => ({ responses: {}, srpPassword: needed('password', password) }),
  EMAIL_OTP: codeAs('EMAIL_OTP_CODE'),
  SMS_OTP: codeAs('SMS_OTP_CODE'),
  SMS_MFA: codeAs('SMS_MFA_CODE'),
  SOFTWARE_TOKEN_MFA: codeAs('SOFTWARE_TOKEN_MFA_CODE'),
  SELECT_MFA_TYPE: (answer) => ({ responses: { ANSWER: needed('choose', answer.choose) } }),
  MFA_SETUP: ({ code, friendlyDeviceName }) => ({
    responses: {},
    totp: { code: needed('code', code), friendlyDeviceName },
  }),
  NEW_PASSWORD_REQUIRED: ({ newPassword, attributes = {} }) => ({
    responses: {
      NEW_PASSWORD: needed('newPassword', newPassword),
      ...Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`userAttributes.${name}`, value]),
      ),
    },
  }),
  WEB_AUTHN: ({ credential }) => ({ responses: { CREDENTIAL: passkey(credential) } }),
  CUSTOM_CHALLENGE: ({ answer }) => ({ responses: { ANSWER: needed('answer', answer) } }),
  UNKNOWN: ({ responses }) => ({ responses: { ...responses } }),
};

/** @throws {UserPoolError} ERR_COGNITO_REQUEST_INVALID where the answer does not fit the challenge */
export function draftResponse<Name extends ChallengeName>(
  challenge: Name,
  answer: ChallengeAnswers[Name],
): DraftResponse {
  if (!Object.hasOwn(WRITERS, challenge)) throw invalidRequest('challenge', 'is not known');
  if (typeof answer !== 'object' || answer === null) throw invalidRequest('answer', 'is missing');
  const write: Writer<Name> = WRITERS[challenge];
  return write(answer);
}

/** Passwords go with the choice in the same call. */
function choose(answer: ChallengeAnswers['SELECT_CHALLENGE']): DraftResponse {
  const { choose: choice } = answer;
  const ANSWER = needed('choose', choice);
  switch (choice) {
    case 'PASSWORD':
      return { responses: { ANSWER, PASSWORD: needed('password', answer.password) } };
    case 'PASSWORD_SRP':
      return { responses: { ANSWER }, srpPassword: needed('password', answer.password) };
    case 'WEB_AUTHN':
      return answer.credential === undefined
        ? { responses: { ANSWER } }
        : { responses: { ANSWER, CREDENTIAL: passkey(answer.credential) } };
    case 'EMAIL_OTP':
    case 'SMS_OTP':
      return { responses: { ANSWER } };
    default:
      throw invalidRequest('choose', 'is not known');
  }
}

function codeAs(name: string): (answer: { readonly code: string }) => DraftResponse {
  return ({ code }) => ({ responses: { [name]: needed('code', code) } });
}

function passkey(credential: unknown): string {
  if (typeof credential === 'object' && credential !== null) return JSON.stringify(credential);
  throw invalidRequest('credential', 'is missing');
}
