/** A refusal by an OAuth 2.0 endpoint. @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  /** @param error its code, such as `invalid_grant` */
  constructor(
    readonly error: string,
    readonly description?: string,
    readonly status = 400,
  ) {
    super(error);
  }
}
