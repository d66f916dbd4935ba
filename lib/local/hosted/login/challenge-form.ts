import { type Html, html } from './html.js';
import { CODE, NEW_PASSWORD, sentTo } from './form-parts.js';
import type { FormField, LoginForm } from './login-form.js';
import type { ChallengeStep, PageChallenge } from './login-step.interface.js';

const TITLES: Readonly<Record<PageChallenge, string>> = {
  SOFTWARE_TOKEN_MFA: 'Second step',
  EMAIL_OTP: 'Check your e-mail',
  SMS_MFA: 'Check your phone',
  NEW_PASSWORD_REQUIRED: 'Choose a new password',
  SELECT_MFA_TYPE: 'Choose a second step',
  MFA_SETUP: 'Set up your authenticator app',
  WEB_AUTHN: 'Use your passkey',
};
const CHOICES: Readonly<Record<string, string>> = {
  SOFTWARE_TOKEN_MFA: 'Authenticator app',
  SMS_MFA: 'Text message',
  EMAIL_OTP: 'E-mail',
};

/** The form of a challenge, whose answer is in the field `answer`. */
export function challengeForm(step: ChallengeStep): LoginForm {
  const title = TITLES[step.challenge];
  if (step.choices !== undefined) {
    const choices = step.choices.map((value) => ({
      label: CHOICES[value] ?? value,
      name: 'answer',
      value,
    }));
    return { title, fields: [], choices };
  }
  if (step.passkeyOptions !== undefined) {
    const ceremony = { kind: 'get', field: 'answer', options: step.passkeyOptions } as const;
    return { title, fields: [], ceremony, submit: 'Sign in' };
  }
  const field = { ...fieldOf(step), name: 'answer' };
  return { title, hint: hintOf(step), fields: [field], submit: 'Sign in' };
}

function fieldOf({ challenge, destination }: ChallengeStep): FormField {
  if (challenge === 'NEW_PASSWORD_REQUIRED') return NEW_PASSWORD;
  return destination === undefined ? { ...CODE, label: 'Code of your authenticator app' } : CODE;
}

function hintOf({ destination, secret }: ChallengeStep): Html | undefined {
  return secret === undefined
    ? sentTo(destination)
    : html`<p>Add this key to your app: <code>${secret}</code></p>`;
}
