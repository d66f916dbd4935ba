import { invalidParameter } from '../wire/service-exception.js';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** As the model of AWS has it. */
const ATTACHMENTS = ['platform', 'cross-platform'] as const;
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
const MAX_ID_LENGTH = 1364;

type Attachment = (typeof ATTACHMENTS)[number];
type Transport = (typeof TRANSPORTS)[number];
type Json = Readonly<Record<string, unknown>>;

/** `CollectedClientData`: what the browser says of the page. Nobody has verified it yet. */
interface UnverifiedClientData {
  readonly type: string;
  readonly challenge: string;
  readonly origin: string;
}

interface Credential {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly authenticatorAttachment?: Attachment;
  readonly clientExtensionResults: object;
}

/** `RegistrationResponseJSON`. @see https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson */
export interface RegistrationCredential extends Credential {
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: Transport[];
  };
}

/** `AuthenticationResponseJSON`. @see https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson */
export interface SignInCredential extends Credential {
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
}

/** @throws {ServiceException} InvalidParameterException */
export function readRegistration(given: unknown): RegistrationCredential {
  const { credential, response } = readParts(given);
  const transports = Array.isArray(response['transports']) ? response['transports'] : [];
  return {
    ...credential,
    response: {
      clientDataJSON: base64url(response, 'clientDataJSON'),
      attestationObject: base64url(response, 'attestationObject'),
      // Those that a later version of the standard knows say nothing here.
      transports: TRANSPORTS.filter((transport) => transports.includes(transport)),
    },
  };
}

/** @param text JSON @throws {ServiceException} InvalidParameterException */
export function readSignIn(text: string): SignInCredential {
  const { credential, response } = readParts(parseCredential(text));
  const { userHandle } = response;
  return {
    ...credential,
    response: {
      clientDataJSON: base64url(response, 'clientDataJSON'),
      authenticatorData: base64url(response, 'authenticatorData'),
      signature: base64url(response, 'signature'),
      ...(userHandle === undefined || userHandle === null
        ? {}
        : { userHandle: base64url(response, 'userHandle') }),
    },
  };
}

/** @throws {ServiceException} InvalidParameterException */
export function readClientData({
  response,
}: RegistrationCredential | SignInCredential): UnverifiedClientData {
  const data = parseCredential(Buffer.from(response.clientDataJSON, 'base64url').toString());
  if (!isObject(data)) throw invalidCredential();
  const { type, challenge, origin } = data;
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string') {
    throw invalidCredential();
  }
  return { type, challenge, origin };
}

function readParts(given: unknown): { readonly credential: Credential; readonly response: Json } {
  if (!isObject(given) || !isObject(given['response']) || given['type'] !== 'public-key') {
    throw invalidCredential();
  }
  const id = base64url(given, 'id');
  if (given['rawId'] !== id || id.length > MAX_ID_LENGTH) throw invalidCredential();
  const attachment = ATTACHMENTS.find((name) => name === given['authenticatorAttachment']);
  return {
    credential: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      ...(attachment === undefined ? {} : { authenticatorAttachment: attachment }),
    },
    response: given['response'],
  };
}

function base64url(json: Json, name: string): string {
  const value = json[name];
  if (typeof value !== 'string' || !BASE64URL.test(value)) throw invalidCredential();
  return value;
}

/** @throws {ServiceException} InvalidParameterException when it is no JSON */
export function parseCredential(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidCredential();
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function invalidCredential(): Error {
  return invalidParameter('Invalid credential.');
}
