import { asking, CALLBACK, signInByForm } from './hosted-pool.js';
import { EMAIL, OTHER_PASSWORD, PASSWORD } from './names.js';
import { guide, OBSERVED, UNSOURCED } from './sources.js';
import type { Known, RequestStep, Scenario, StepRequest } from './step.interface.js';

const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const MINUTE_MS = 60_000;
const NEW = 'new@example.com';
const CODE = 'code@example.com';

type Submit = NonNullable<StepRequest['submit']>;

/** Opens the login page; its form has an answer of the next step. */
const open: RequestStep = {
  name: 'begins',
  source: guide('login-endpoint'),
  request: { path: '/login', query: asking({ prompt: 'login' }) },
  response: { status: 200 },
};

const submit = (
  name: string,
  fields: Submit | ((known: Known) => Submit),
  response: RequestStep['response'],
  more: Partial<RequestStep> = {},
): RequestStep => ({
  name,
  source: guide('user-pool-settings-mfa'),
  request: (known) => ({ submit: typeof fields === 'function' ? fields(known) : fields }),
  response,
  ...more,
});

const DONE = {
  status: 302,
  location: CALLBACK,
  parameters: { code: expect.any(String) as string },
};
const totp = (known: Known): Submit => ({ answer: known.totp(TOTP_SECRET) });

export const hostedPageScenarios: readonly Scenario[] = [
  {
    name: 'the steps of a sign-in in the browser',
    options: {
      clients: [{ clientId: 'web', callbackUrls: [CALLBACK], sessionMinutes: 15 }],
      mfa: 'OPTIONAL',
      firstFactors: ['PASSWORD', 'EMAIL_OTP'],
      users: [
        { email: EMAIL, password: PASSWORD, totpSecret: TOTP_SECRET },
        { email: NEW, temporaryPassword: PASSWORD },
        { email: CODE, password: PASSWORD },
      ],
    },
    steps: [
      open,
      submit(
        'asks for the second factor',
        { username: EMAIL, password: PASSWORD },
        { status: 200 },
      ),
      submit(
        'refuses a wrong code',
        { answer: '00000x' },
        { status: 400, text: 'Invalid code received for user' },
        { source: UNSOURCED },
      ),
      submit('accepts the right one', totp, DONE, { keeps: { code: 'parameters.code' } }),
      {
        name: 'says how the user signed in',
        source: guide('cognito-user-pools-step-up-authentication'),
        request: (known) => ({
          path: '/oauth2/token',
          form: {
            grant_type: 'authorization_code',
            client_id: 'web',
            redirect_uri: CALLBACK,
            code: known.value('code'),
          },
        }),
        response: {
          status: 200,
          check: ({ body }, known) =>
            expect(known.claimsOf(body['id_token'])['amr']).toEqual(['pwd', 'otp', 'mfa']),
        },
      },
      open,
      submit('asks for it again', { username: EMAIL, password: PASSWORD }, { status: 200 }),
      submit(
        'does not take a code twice',
        totp,
        { status: 400, text: 'Your software token has already been used once.' },
        { source: UNSOURCED },
      ),
      submit(
        'waits three minutes for it, whatever the client has',
        totp,
        { status: 400, text: 'Invalid session for the user, session is expired.' },
        { afterMs: 3 * MINUTE_MS },
      ),
      open,
      submit(
        'asks for a new password in place of a temporary one',
        { username: NEW, password: PASSWORD },
        { status: 200 },
        { source: guide('signing-up-users-in-your-app') },
      ),
      submit(
        'refuses one that the policy does not allow',
        { answer: 'short' },
        { status: 400, text: 'Password did not conform with policy: ' },
        { source: guide('managing-users-passwords') },
      ),
      submit('takes another', { answer: OTHER_PASSWORD }, DONE, {
        source: guide('signing-up-users-in-your-app'),
      }),
      open,
      submit(
        'sends a code in place of a password',
        { username: CODE, choice: 'EMAIL_OTP' },
        { status: 200, text: 'c***@e***' },
        { source: guide('amazon-cognito-user-pools-authentication-flow-methods') },
      ),
      submit('signs in with it', (known) => ({ answer: known.sentCode() }), DONE, {
        source: OBSERVED,
      }),
      open,
      submit(
        'pretends to send one to a name that nobody has',
        { username: 'nobody@example.com', choice: 'EMAIL_OTP' },
        {
          status: 200,
          text: 'n***@e***',
          check: (_response, known) => expect(known.sentCount()).toBe(1),
        },
        { source: guide('cognito-user-pool-managing-errors') },
      ),
      ...signInByForm(CODE),
    ],
  },
];
