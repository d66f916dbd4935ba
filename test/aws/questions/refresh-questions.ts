import type { CallResult } from '../../e2e/local/targets/step-target.interface.js';
import { briefly, type Lab } from './lab.js';
import type { OpenQuestion } from './open-questions.js';

const refresh = (lab: Lab, RefreshToken: unknown): Promise<CallResult> =>
  lab.call('GetTokensFromRefreshToken', { ClientId: 'rotating', RefreshToken });

function resultOf(result: CallResult): Readonly<Record<string, unknown>> {
  const { answer = {} } = result as { readonly answer?: Readonly<Record<string, unknown>> };
  return (answer['AuthenticationResult'] ?? {}) as Readonly<Record<string, unknown>>;
}

/** About refresh tokens. */
export const refreshQuestions: readonly OpenQuestion[] = [
  {
    question: 'Does the reuse of a rotated token end its family, and in which words is it refused?',
    async ask(lab) {
      const first = await lab.tokens('rotating', 'rotating');
      const next = resultOf(await refresh(lab, first.RefreshToken));
      const reuse = await refresh(lab, first.RefreshToken);
      const afterwards = await refresh(lab, next['RefreshToken']);
      const getUser = await lab.brief('GetUser', { AccessToken: next['AccessToken'] });
      return `reuse: ${briefly(reuse)}; the next token then: ${briefly(afterwards)}; GetUser: ${getUser}`;
    },
  },
  {
    question: 'Do origin_jti and auth_time survive the rotation of a refresh token?',
    async ask(lab) {
      const first = await lab.tokens('rotating', 'rotating');
      const next = resultOf(await refresh(lab, first.RefreshToken));
      const [before, after] = [first.AccessToken, next['AccessToken']].map((token) =>
        lab.claims(token),
      );
      return ['origin_jti', 'auth_time']
        .map((name) => `${name} ${before?.[name] === after?.[name] ? 'stays' : 'changes'}`)
        .join(', ');
    },
  },
  {
    question: 'Over which name is the SECRET_HASH of a refresh?',
    async ask(lab) {
      const hash = (username: string) => lab.secretHash('confidential', username);
      const result = await lab.signInResult('ada', undefined, {
        ClientId: 'confidential',
        AuthParameters: { USERNAME: 'ada', PASSWORD: 'Correct-Horse-1', SECRET_HASH: hash('ada') },
      });
      const { RefreshToken, AccessToken } = resultOf(result);
      const { sub } = lab.claims(AccessToken);
      const answers = await Promise.all(
        ['ada', String(sub)].map((name) =>
          lab.brief('InitiateAuth', {
            ClientId: 'confidential',
            AuthFlow: 'REFRESH_TOKEN_AUTH',
            AuthParameters: { REFRESH_TOKEN: RefreshToken, SECRET_HASH: hash(name) },
          }),
        ),
      );
      return `username: ${answers[0]}; sub: ${answers[1]}`;
    },
  },
];
