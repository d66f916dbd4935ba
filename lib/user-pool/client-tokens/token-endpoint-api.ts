import { type CognitoApi, parseJson, sendRequest, ServiceException } from '../../core/internal.js';

const MAX_RESPONSE_BYTES = 64 * 1024;

/** The errors of the endpoint, as the operation GetClientToken names the same. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  invalid_client: 'NotAuthorizedException',
  invalid_grant: 'NotAuthorizedException',
  unauthorized_client: 'NotAuthorizedException',
  invalid_scope: 'InvalidParameterException',
};

/**
 * The operation GetClientToken by the token endpoint of the user pool: the grant `client_credentials`, with the secret in
 * the header `Authorization`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export function tokenEndpointApi(endpoint: string, fetch: typeof globalThis.fetch): CognitoApi {
  return async (_operation, input, { signal }) => {
    const { ClientId, Secret, Scopes } = input as {
      readonly ClientId: string;
      readonly Secret: string;
      readonly Scopes?: readonly string[];
    };
    const scope = Scopes === undefined ? {} : { scope: Scopes.join(' ') };
    const response = await sendRequest(
      endpoint,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(`${ClientId}:${Secret}`).toString('base64')}`,
          accept: 'application/json',
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...scope }).toString(),
      },
      { maxBytes: MAX_RESPONSE_BYTES, signal, fetch },
    );
    const { status } = response;
    const told = (parseJson(response.body) ?? {}) as Readonly<Record<string, unknown>>;
    if (status === 200) {
      const { access_token: AccessToken, expires_in: ExpiresIn } = told;
      return { ClientAuthenticationResult: { AccessToken, ExpiresIn } };
    }
    const error = typeof told['error'] === 'string' ? told['error'] : '';
    throw new ServiceException(EXCEPTIONS[error] ?? `HTTP${status}`, '', {
      httpStatusCode: status,
    });
  };
}
