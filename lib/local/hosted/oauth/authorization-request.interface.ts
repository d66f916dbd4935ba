import type { LocalClient } from '../../options/resolved-local-cognito-options.interface.js';

/** Who sent the browser, and where it goes back to: checked, so that it may be sent there. */
export interface RedirectTarget {
  readonly client: LocalClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
}

/** What a browser was sent here with. */
export interface AuthorizationRequest extends RedirectTarget {
  readonly responseType: 'code' | 'token';
  /** Separated by blanks. */
  readonly scope: string;
  readonly nonce: string | undefined;
  /** By S256. */
  readonly codeChallenge: string | undefined;
  /** The API that the access token will be for, in its `aud`. */
  readonly resource: string | undefined;
  readonly prompts: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  readonly loginHint: string | undefined;
  /** Where to sign in, if not here. */
  readonly identityProvider: string | undefined;
}
