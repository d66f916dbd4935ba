import type { LocalFirstFactor } from '../../options/local-cognito-options.interface.js';
import type { ResolvedLocalCognitoOptions } from '../../options/resolved-local-cognito-options.interface.js';
import { accountForm } from './account-form.js';
import { challengeForm } from './challenge-form.js';
import { loginField, pageLink } from './form-parts.js';
import { html } from './html.js';
import type { FormLink, LoginForm } from './login-form.js';
import type { LoginStep } from './login-step.interface.js';

/** What people can begin with in place of a password. */
const FACTOR_LABELS: Readonly<Partial<Record<LocalFirstFactor, string>>> = {
  EMAIL_OTP: 'Send me a code by e-mail',
  WEB_AUTHN: 'Sign in with a passkey',
};

/** The form of a step. @param search the query of the page, which its links go on with */
export function formOfStep(
  step: LoginStep,
  options: ResolvedLocalCognitoOptions,
  search: string,
): LoginForm {
  if (step.kind === 'sign-in') return signInForm(step, options, search);
  if (step.kind === 'provider') return providerForm(step.provider);
  if (step.kind === 'challenge') {
    return { ...challengeForm(step), links: [pageLink('Start again', '/login', search)] };
  }
  return { ...accountForm(step, options), links: [pageLink('Sign in', '/login', search)] };
}

function signInForm(
  { login, notice }: Extract<LoginStep, { kind: 'sign-in' }>,
  options: ResolvedLocalCognitoOptions,
  search: string,
): LoginForm {
  return {
    title: 'Sign in',
    hint: notice === undefined ? undefined : html`<p role="status">${notice}</p>`,
    fields: [
      loginField(options, login),
      { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ],
    submit: 'Sign in',
    choices: options.firstFactors.flatMap((value) => {
      const label = FACTOR_LABELS[value];
      return label === undefined ? [] : [{ label, name: 'choice', value }];
    }),
    links: [
      pageLink('Forgot your password?', '/forgotPassword', search),
      ...(options.selfSignUp ? [pageLink('Create an account', '/signup', search)] : []),
      ...options.identityProviders.map((provider) => providerLink(provider, search)),
    ],
  };
}

function providerLink(provider: string, search: string): FormLink {
  const query = new URLSearchParams(search);
  query.set('identity_provider', provider);
  return pageLink(`Sign in with ${provider}`, '/login', `?${query.toString()}`);
}

function providerForm(provider: string): LoginForm {
  return {
    title: `Sign in with ${provider}`,
    hint: html`<p>Nobody asks ${provider}: say who you are there.</p>`,
    fields: [
      { name: 'user_id', label: `User id at ${provider}`, type: 'text', autocomplete: 'off' },
      { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email' },
    ],
    submit: 'Sign in',
  };
}
