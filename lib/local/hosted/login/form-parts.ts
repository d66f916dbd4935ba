import type { ResolvedLocalCognitoOptions } from '../../options/resolved-local-cognito-options.interface.js';
import { type Html, html } from './html.js';
import type { FormField, FormLink } from './login-form.js';

export const CODE: FormField = {
  name: 'code',
  label: 'Code',
  type: 'text',
  autocomplete: 'one-time-code',
  isNumeric: true,
};

export const NEW_PASSWORD: FormField = {
  name: 'new_password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
};

/** What people sign in with. */
export function loginField(
  { signIn }: ResolvedLocalCognitoOptions,
  value: string | undefined,
): FormField {
  return {
    name: 'username',
    label: signIn === 'email' ? 'E-mail' : 'Username',
    // Not an e-mail field, since a username or `sub` is taken too.
    type: 'text',
    autocomplete: 'username',
    value,
  };
}

/** @param destination masked; `undefined` where nothing was sent */
export function sentTo(destination: string | undefined): Html | undefined {
  return destination === undefined ? undefined : html`<p>We sent a code to ${destination}.</p>`;
}

/** A link to another page, for the same authorization request. */
export function pageLink(label: string, path: string, search: string): FormLink {
  return { label, href: `${path}${search}` };
}
