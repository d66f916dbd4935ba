import type { RedirectTarget } from './authorization-request.interface.js';
import { OAuthError } from './oauth-error.js';

/** A refusal that the browser takes back to the client. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
export class AuthorizationError extends OAuthError {
  constructor(
    readonly target: RedirectTarget,
    { error, description }: Pick<OAuthError, 'error' | 'description'>,
  ) {
    super(error, description);
  }
}
