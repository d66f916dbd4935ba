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

/** The same for a pool with a domain, where the hosted login is. */
export function domainDiscovery(origin: string, issuer: string, jwksUri: string): object {
  return {
    ...poolDiscovery(issuer, jwksUri),
    authorization_endpoint: `${origin}/oauth2/authorize`,
    end_session_endpoint: `${origin}/logout`,
    revocation_endpoint: `${origin}/oauth2/revoke`,
    token_endpoint: `${origin}/oauth2/token`,
    userinfo_endpoint: `${origin}/oauth2/userInfo`,
  };
}
