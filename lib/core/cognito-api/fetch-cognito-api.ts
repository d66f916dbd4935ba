import { parseJson } from '../aws-request/parse-json.js';
import { type ReceivedResponse, sendRequest } from '../aws-request/send-request.js';
import type { CognitoApi } from './cognito-api.interface.js';
import { ServiceException } from './service-exception.js';

/** The two services, as the header `X-Amz-Target` names them. */
type CognitoService = 'AWSCognitoIdentityProviderService' | 'AWSCognitoIdentityService';

export interface FetchCognitoApiOptions {
  readonly service: CognitoService;
  /** Such as `https://cognito-idp.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The longest answers are lists of 60 users with 2 KiB of attributes each. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/**
 * Calls Cognito by `fetch`, without the AWS SDK: the AWS JSON 1.1 protocol, and no signature, as the operations for users
 * need none. One request for each call, and no redirects.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function fetchCognitoApi(options: FetchCognitoApiOptions): CognitoApi {
  const { service, endpoint, fetch } = options;
  return async (operation, input, { signal }) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${service}.${operation}`,
      'cache-control': 'no-store',
    };
    const response = await sendRequest(
      endpoint,
      { method: 'POST', headers, body: JSON.stringify(input) },
      { maxBytes: MAX_RESPONSE_BYTES, signal, fetch },
    );
    return readAnswer(response);
  };
}

/** Operations that answer nothing have an empty body. */
function readAnswer({ status, headers, body }: ReceivedResponse): object {
  const answer = body.length === 0 ? {} : parseJson(body);
  if (status === 200 && isObject(answer)) return answer;
  const told = isObject(answer) ? answer : {};
  const requestId = headers.get('x-amzn-requestid');
  throw new ServiceException(
    exceptionName(headers.get('x-amzn-errortype') ?? told['__type'], status),
    textOf(told['message'] ?? told['Message']),
    // What says 200 and is no JSON object does not come from Cognito.
    { httpStatusCode: status === 200 ? 502 : status, ...(requestId === null ? {} : { requestId }) },
  );
}

/** The name may have a namespace before it and an address behind it: `aws.protocols#NotAuthorizedException:http://…`. */
function exceptionName(given: unknown, status: number): string {
  const name = /(?:^|#)(\w{1,100})(?::|$)/.exec(textOf(given))?.[1];
  return name ?? `HTTP${status}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
