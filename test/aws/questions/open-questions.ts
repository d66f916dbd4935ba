import { PASSWORD } from '../../e2e/local/steps/names.js';
import { refreshQuestions } from './refresh-questions.js';
import { hostedQuestions } from './hosted-questions.js';
import type { Lab } from './lab.js';

/** What no page of AWS says, and a real pool can. */
export interface OpenQuestion {
  readonly question: string;
  ask(lab: Lab): Promise<string>;
}

const TRIES = 12;
const MEASUREMENTS = 15;

export const OPEN_QUESTIONS: readonly OpenQuestion[] = [
  {
    question: 'Is a user who is not confirmed told so before the password is looked at?',
    async ask(lab) {
      await lab.call('SignUp', { ClientId: 'client', Username: 'unconfirmed', Password: PASSWORD });
      const wrong = await lab.signInResult('unconfirmed', 'Wrong-Horse-1');
      const right = await lab.signInResult('unconfirmed');
      return `wrong password: ${told(wrong)}; right one: ${told(right)}`;
    },
  },
  {
    question: 'Is a disabled user told so before the password is looked at, and by GetUser?',
    async ask(lab) {
      const { AccessToken } = await lab.tokens('disabled');
      await lab.call('AdminDisableUser', { ...POOL, Username: 'disabled' });
      const wrong = await lab.signInResult('disabled', 'Wrong-Horse-1');
      const right = await lab.signInResult('disabled');
      const getUser = await lab.brief('GetUser', { AccessToken });
      return `wrong password: ${told(wrong)}; right one: ${told(right)}; GetUser: ${getUser}`;
    },
  },
  {
    question: 'What does GetUser say to a user who was deleted?',
    async ask(lab) {
      const { AccessToken } = await lab.tokens('deleted');
      await lab.call('AdminDeleteUser', { ...POOL, Username: 'deleted' });
      return lab.brief('GetUser', { AccessToken });
    },
  },
  {
    question: 'Which claims do tokens of the API have, and is `version` among them?',
    async ask(lab) {
      const { AccessToken, IdToken } = await lab.tokens('ada');
      const [access, id] = [AccessToken, IdToken].map((token) =>
        Object.keys(lab.claims(token)).toSorted().join(' '),
      );
      return `access: ${access}; ID: ${id}`;
    },
  },
  {
    question: 'Does ChangePassword end the other sessions of the user?',
    async ask(lab) {
      const [own, other] = [await lab.tokens('changing'), await lab.tokens('changing')];
      await lab.call('ChangePassword', {
        AccessToken: own.AccessToken,
        PreviousPassword: PASSWORD,
        ProposedPassword: `${PASSWORD}0`,
      });
      const getUser = await lab.brief('GetUser', { AccessToken: other.AccessToken });
      const refresh = await lab.brief('GetTokensFromRefreshToken', {
        ClientId: 'client',
        RefreshToken: other.RefreshToken,
      });
      return `GetUser: ${getUser}; refresh: ${refresh}`;
    },
  },
  {
    question: 'How many wrong answers does the session of a new password take?',
    async ask(lab) {
      const result = await lab.signInResult('temporary');
      const { Session } = (result as { readonly answer: Readonly<Record<string, unknown>> }).answer;
      const answers: string[] = [];
      for (let tries = 0; tries < TRIES; tries += 1) {
        answers.push(
          await lab.brief('RespondToAuthChallenge', {
            ClientId: 'client',
            ChallengeName: 'NEW_PASSWORD_REQUIRED',
            Session,
            ChallengeResponses: { USERNAME: 'temporary', NEW_PASSWORD: 'short' },
          }),
        );
      }
      return `of ${TRIES} answers: ${[...new Set(answers)].join(' | ')}`;
    },
  },
  {
    question: 'Is a weak password refused before a name that is taken?',
    ask: (lab) => lab.brief('SignUp', { ClientId: 'client', Username: 'ada', Password: 'short' }),
  },
  {
    question: 'Does an administrator have to say where a user is, without threat protection?',
    ask: (lab) =>
      lab.brief('AdminInitiateAuth', {
        ...POOL,
        ClientId: 'client',
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD },
        ContextData: {
          IpAddress: '203.0.113.1',
          ServerName: 'x',
          ServerPath: '/',
          HttpHeaders: [],
        },
      }),
  },
  {
    question: 'Does the time of an answer tell whether a name is known?',
    async ask(lab) {
      const known = await medianMs(() => lab.signInResult('timed', 'Wrong-Horse-1'));
      const unknown = await medianMs(() => lab.signInResult('nobody', 'Wrong-Horse-1'));
      return `median of ${MEASUREMENTS}: known ${known} ms, unknown ${unknown} ms`;
    },
  },
  ...refreshQuestions,
  ...hostedQuestions,
];

/** Questions that such a run cannot ask, and why. */
export const NOT_ASKED: readonly string[] = [
  'How long are the codes of a reset? They come by e-mail.',
  'Does GetClientToken need a signature? The SDK signs it; call it with curl and no credentials.',
  'Is the issuer of an UPDATED pool its name in an identity pool? That pool has to be made by hand.',
  'Which issuer do pools in China and in the European Sovereign Cloud have? They need an account there.',
  'Does the tracking of sessions add a claim? It has to be switched on by hand.',
];

const POOL = { UserPoolId: 'eu-west-1_LocalTest' };

function told(result: Awaited<ReturnType<Lab['signInResult']>>): string {
  return 'error' in result ? `${result.error}: ${result.message}` : 'success';
}

async function medianMs(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < MEASUREMENTS; count += 1) {
    const began = performance.now();
    await act();
    times.push(performance.now() - began);
  }
  return Math.round(times.toSorted((left, right) => left - right)[MEASUREMENTS >> 1] ?? 0);
}
