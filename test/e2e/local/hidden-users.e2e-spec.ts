import { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from './support/call.js';

const PASSWORD = 'Correct-Horse-1';

/** A client that hides users answers about a name that nobody has as about one that somebody has. */
describe('a client that hides users', () => {
  let local: LocalCognito;
  const ask = (operation: string, input: object): Promise<unknown> =>
    call(local.origin, operation, { ClientId: local.clientId, ...input }).catch(
      (error: unknown) => (error as Error).message,
    );
  const begin = (AuthFlow: string, AuthParameters: object): Promise<unknown> =>
    ask('InitiateAuth', { AuthFlow, AuthParameters });
  const sessionOf = (answer: unknown): unknown => (answer as { readonly Session: unknown }).Session;

  beforeAll(async () => {
    local = await LocalCognito.start({
      signIn: 'username',
      firstFactors: ['PASSWORD', 'EMAIL_OTP'],
      users: [{ username: 'nora', email: 'nora@example.com', password: PASSWORD }],
    });
  });

  afterAll(() => local.close());

  it.each<[string, (USERNAME: string) => Promise<unknown>]>([
    [
      'eight wrong passwords',
      async (USERNAME) => {
        const answers: unknown[] = [];
        for (let time = 0; time < 8; time += 1) {
          answers.push(await begin('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: 'wrong' }));
        }
        local.clock.advance(3_600_000);
        return answers;
      },
    ],
    [
      'wrong codes after a forgotten password',
      async (Username) => {
        const answers = [await ask('ForgotPassword', { Username })];
        for (let time = 0; time < 7; time += 1) {
          const code = { Username, ConfirmationCode: 'wrong', Password: PASSWORD };
          answers.push(await ask('ConfirmForgotPassword', code));
        }
        return answers;
      },
    ],
    [
      'a proof for another name than the sign-in began with',
      async (USERNAME) => {
        const begun = await begin('USER_SRP_AUTH', { USERNAME, SRP_A: 'abcdef' });
        return ask('RespondToAuthChallenge', {
          ChallengeName: 'PASSWORD_VERIFIER',
          Session: sessionOf(begun),
          ChallengeResponses: {
            USERNAME: 'zoe',
            PASSWORD_CLAIM_SIGNATURE: 'a',
            PASSWORD_CLAIM_SECRET_BLOCK: 'b',
            TIMESTAMP: 'c',
          },
        });
      },
    ],
    [
      'a sign-in by code, and twelve wrong codes',
      async (USERNAME) => {
        const begun = await begin('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' });
        const answers: unknown[] = [{ ...(begun as object), Session: undefined }];
        for (let time = 0; time < 12; time += 1) {
          const answer = await ask('RespondToAuthChallenge', {
            ChallengeName: 'EMAIL_OTP',
            Session: sessionOf(begun),
            ChallengeResponses: { USERNAME, EMAIL_OTP_CODE: 'wrong' },
          });
          answers.push(answer);
        }
        expect(answers.at(-1)).toMatch(/^NotAuthorizedException/);
        return answers;
      },
    ],
  ])('does not tell them apart by %s', async (_what, answersTo) => {
    expect(await answersTo('nobody')).toEqual(await answersTo('nora'));
  });
});
