import { createHmac } from 'node:crypto';
import type { LocalCognitoOptions } from '../../../lib/local/options/local-cognito-options.interface.js';
import { PASSWORD, SECRET } from '../../e2e/local/steps/names.js';
import { responseOf, sendRequest } from '../../e2e/local/steps/send-request.js';
import type { StepRequest, StepResponse } from '../../e2e/local/steps/step.interface.js';
import type { CallResult, StepTarget } from '../../e2e/local/targets/step-target.interface.js';
import { FormBrowser, type Page } from '../../support/form-browser.js';

type Tokens = Readonly<Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>>;

export const CALLBACK = 'http://localhost:3000/callback';

/** A user for each question that changes one, so that none is in the way of another. */
const USERS = [
  'ada',
  'disabled',
  'deleted',
  'changing',
  'rotating',
  'trying',
  'temporary',
  'browsing',
  'timed',
] as const;

/** Users have no address: nothing can be sent to them. */
export const LAB_OPTIONS: LocalCognitoOptions = {
  signIn: 'username',
  mfa: 'OPTIONAL',
  clients: [
    { clientId: 'client' },
    { clientId: 'rotating', refreshTokenRotation: { graceSeconds: 0 } },
    { clientId: 'confidential', secret: SECRET },
    { clientId: 'web', callbackUrls: [CALLBACK] },
    {
      clientId: 'machine',
      secret: SECRET,
      scopes: ['orders/read'],
      grants: ['client_credentials'],
      authFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
    },
  ],
  users: USERS.map((username) =>
    username === 'temporary'
      ? { username, temporaryPassword: PASSWORD }
      : { username, password: PASSWORD },
  ),
  identityPool: {},
};

/** Where questions are asked: a pool, and what makes calls to it short. */
export class Lab {
  readonly #target: StepTarget;
  readonly #browser: FormBrowser | undefined;
  #shown: Page | undefined;

  constructor(target: StepTarget) {
    this.#target = target;
    const { origin } = target;
    this.#browser = origin === undefined ? undefined : new FormBrowser(origin);
  }

  call(operation: string, input: object): Promise<CallResult> {
    return this.#target.call(operation, this.#target.names.given(input));
  }

  /** What an operation answers, in short. */
  async brief(operation: string, input: object): Promise<string> {
    return briefly(await this.call(operation, input));
  }

  signInResult(
    USERNAME: string,
    password = PASSWORD,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<CallResult> {
    return this.call('InitiateAuth', {
      ClientId: 'client',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
      ...more,
    });
  }

  /** @throws {Error} when that does not give tokens */
  async tokens(username: string, clientId = 'client'): Promise<Tokens> {
    const result = await this.signInResult(username, PASSWORD, { ClientId: clientId });
    const { answer = {} } = result as { readonly answer?: Readonly<Record<string, unknown>> };
    const tokens = answer['AuthenticationResult'] as Tokens | undefined;
    if (tokens === undefined) throw new Error(`No tokens for ${username}: ${briefly(result)}`);
    return tokens;
  }

  claims(token: unknown): Readonly<Record<string, unknown>> {
    const [, payload = ''] = String(token).split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  }

  secretHash(clientId: string, username: string): string {
    return createHmac('sha256', SECRET)
      .update(`${username}${this.#target.names.id(clientId)}`)
      .digest('base64');
  }

  /** @throws {Error} when there is no hosted login */
  async send(request: StepRequest): Promise<StepResponse> {
    const { names, origin } = this.#target;
    if (this.#browser === undefined || origin === undefined) throw new Error('No hosted login');
    const page = await sendRequest(this.#browser, request, { shown: this.#shown, names });
    if (page.action !== '') this.#shown = page;
    return responseOf(page, origin, names);
  }
}

/** The error with its message; where there is none, the challenge or `success`. */
export function briefly(result: CallResult): string {
  if ('error' in result) return `${result.error}: ${result.message}`;
  const { ChallengeName: challenge } = result.answer;
  return typeof challenge === 'string' ? challenge : 'success';
}
