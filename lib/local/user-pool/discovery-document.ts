/** What Cognito publishes for a pool that has no domain: OpenID Connect Discovery 1.0, section 3. */
export function poolDiscovery(issuer: string, jwksUri: string): object {
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}

/** What {@link domainDiscovery} describes. */
interface PoolWithDomain {
  /** Where the hosted login is. */
  readonly origin: string;
  readonly issuer: string;
  readonly jwksUri: string;
  /** Whether clients may register themselves. */
  readonly clientRegistration: boolean;
}

/**
 * The same for a pool with a domain.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-dynamic-client-registration.html
 */
export function domainDiscovery(pool: PoolWithDomain): object {
  const { origin, issuer, jwksUri, clientRegistration } = pool;
  return {
    ...poolDiscovery(issuer, jwksUri),
    authorization_endpoint: `${origin}/oauth2/authorize`,
    end_session_endpoint: `${origin}/logout`,
    ...(clientRegistration ? { registration_endpoint: `${origin}/oauth2/register` } : {}),
    revocation_endpoint: `${origin}/oauth2/revoke`,
    token_endpoint: `${origin}/oauth2/token`,
    userinfo_endpoint: `${origin}/oauth2/userInfo`,
  };
}
