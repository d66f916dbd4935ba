import { PASSWORD, SECRET } from '../../e2e/local/steps/names.js';
import type { StepResponse } from '../../e2e/local/steps/step.interface.js';
import { CALLBACK, type Lab } from './lab.js';
import type { OpenQuestion } from './open-questions.js';

const QUERY = {
  client_id: 'web',
  response_type: 'code',
  redirect_uri: CALLBACK,
  scope: 'openid',
};

function redeem(lab: Lab, { parameters }: StepResponse): Promise<StepResponse> {
  return lab.send({
    path: '/oauth2/token',
    form: {
      grant_type: 'authorization_code',
      client_id: 'web',
      redirect_uri: CALLBACK,
      code: parameters['code'] ?? '',
    },
  });
}

/** About the hosted login. */
export const hostedQuestions: readonly OpenQuestion[] = [
  {
    question: 'Which status has invalid_client?',
    async ask(lab) {
      const statuses = await Promise.all(
        [['confidential', 'wrong'] as const, ['nobody', SECRET] as const].map((basic) =>
          lab.send({ path: '/oauth2/token', form: { grant_type: 'refresh_token' }, basic }),
        ),
      );
      return statuses.map(({ status, text }) => `${status} ${text}`).join(' | ');
    },
  },
  {
    question: 'What is shown to an unknown client?',
    async ask(lab) {
      const query = { ...QUERY, client_id: 'nobody' };
      const { status, location, parameters } = await lab.send({ path: '/oauth2/authorize', query });
      return `${status} ${location} ${String(parameters['error'])}`;
    },
  },
  {
    question: 'Which claims do tokens of the hosted login have, and is their auth_time old by SSO?',
    async ask(lab) {
      await lab.send({ path: '/login', query: QUERY });
      const signedIn = await lab.send({ submit: { username: 'browsing', password: PASSWORD } });
      const first = await redeem(lab, signedIn);
      // Another second, so that a new time would be another.
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const second = await redeem(lab, await lab.send({ path: '/oauth2/authorize', query: QUERY }));
      const [before, after] = [first, second].map(({ body }) => lab.claims(body['access_token']));
      const isOld = before?.['auth_time'] === after?.['auth_time'];
      return `auth_time is ${isOld ? 'the old one' : 'a new one'}; ${Object.keys(before ?? {})
        .toSorted()
        .join(' ')}`;
    },
  },
];
