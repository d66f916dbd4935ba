/**
 * Calls an operation of Cognito: its name as in AWS's API reference, such as `InitiateAuth`, with its input as there.
 *
 * An error of Cognito rejects with an error whose `name` is that of the exception, such as `NotAuthorizedException`, and
 * whose `message` is its text; `$metadata.httpStatusCode` is the HTTP status, as in the AWS SDK. Whatever has no such
 * status counts as no answer. An implementation must not repeat a call, and must end when `signal` aborts.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
 */
export type CognitoApi = (
  operation: string,
  input: object,
  options: { readonly signal: AbortSignal },
) => Promise<object>;
