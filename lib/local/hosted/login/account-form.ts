import type { ResolvedLocalCognitoOptions } from '../../options/resolved-local-cognito-options.interface.js';
import { CODE, loginField, NEW_PASSWORD, sentTo } from './form-parts.js';
import type { LoginForm } from './login-form.js';
import type { AccountStep } from './login-step.interface.js';

/** The form of a step to an account, or back to one. */
export function accountForm(step: AccountStep, options: ResolvedLocalCognitoOptions): LoginForm {
  if (step.kind === 'sign-up') return signUpForm(step, options);
  if (step.kind === 'forgot-password') {
    return {
      title: 'Forgot your password?',
      fields: [loginField(options, step.login)],
      submit: 'Send a code',
    };
  }
  if (step.kind === 'reset-password') {
    return {
      title: 'Choose a new password',
      hint: sentTo(step.destination),
      fields: [CODE, NEW_PASSWORD],
      submit: 'Change password',
    };
  }
  return {
    title: 'Confirm your account',
    hint: sentTo(step.destination),
    fields: [CODE],
    submit: 'Confirm',
    choices: [{ label: 'Send a new code', name: 'choice', value: 'resend' }],
  };
}

function signUpForm(
  { login, email }: Extract<AccountStep, { kind: 'sign-up' }>,
  options: ResolvedLocalCognitoOptions,
): LoginForm {
  const address = {
    name: 'email',
    label: 'E-mail',
    type: 'email',
    autocomplete: 'email',
    value: email,
  } as const;
  return {
    title: 'Create an account',
    fields: [
      loginField(options, login),
      ...(options.signIn === 'email' ? [] : [address]),
      { ...NEW_PASSWORD, name: 'password', label: 'Password' },
    ],
    submit: 'Sign up',
  };
}
