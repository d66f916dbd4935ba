import type { CallResult } from './step-target.interface.js';

const IDENTITY_POOL_OPERATIONS = new Set([
  'GetId',
  'GetCredentialsForIdentity',
  'GetOpenIdToken',
  'DescribeIdentity',
]);
/** What none of the targets on this machine checks but for its presence. */
const SIGNATURE = 'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/cognito-idp/aws4_request';

type Answer = Readonly<Record<string, unknown>>;

/** An operation's answer as it came over the wire. */
export interface PostedCall {
  readonly status: number;
  readonly headers: Headers;
  readonly result: CallResult;
}

function serviceOf(operation: string): string {
  return IDENTITY_POOL_OPERATIONS.has(operation)
    ? 'AWSCognitoIdentityService'
    : 'AWSCognitoIdentityProviderService';
}

/** Calls an operation as the SDKs do: by AWS's JSON protocol. */
export async function postOperation(
  origin: string,
  operation: string,
  input: object,
): Promise<PostedCall> {
  const response = await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${serviceOf(operation)}.${operation}`,
      authorization: SIGNATURE,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  const { __type: error, message = '' } = body as { readonly __type: string; message?: string };
  const result = response.ok ? { answer: body as Answer } : { error, message };
  return { status: response.status, headers: response.headers, result };
}
