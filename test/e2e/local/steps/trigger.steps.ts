import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL, SECRET } from './names.js';
import { guide, UNSOURCED } from './sources.js';
import type { Known, Scenario, Step } from './step.interface.js';

const custom =
  (username: string, parameters: (known: Known) => object = () => ({})) =>
  (known: Known): object => ({
    ...CLIENT,
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME: username, ...parameters(known) },
  });

const answer =
  (username: string, text: string): Step['input'] =>
  (known: Known) => ({
    ...CLIENT,
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: known.value('session'),
    ChallengeResponses: { USERNAME: username, ANSWER: text },
  });

const CUSTOM = guide('user-pool-lambda-challenge');

export const triggerScenarios: readonly Scenario[] = [
  {
    name: 'a pre sign-up trigger',
    options: {
      clients: [{ clientId: 'client' }],
      preSignUp(event) {
        if (event.userName.startsWith('bad')) throw new Error('Not here');
        Object.assign(event.response, {
          autoConfirmUser: event.triggerSource === 'PreSignUp_SignUp',
          autoVerifyEmail: true,
        });
      },
    },
    steps: [
      {
        name: 'refuses',
        source: guide('user-pool-lambda-pre-sign-up'),
        operation: 'SignUp',
        input: { ...CLIENT, Username: 'bad@example.com', Password: PASSWORD },
        expected: {
          error: 'UserLambdaValidationException',
          message: 'PreSignUp failed with error Not here.',
        },
      },
      {
        name: 'confirms, so that no code is sent',
        source: guide('user-pool-lambda-pre-sign-up'),
        operation: 'SignUp',
        input: { ...CLIENT, Username: EMAIL, Password: PASSWORD },
        expected: {
          check: (answered, known) => {
            expect(answered).toMatchObject({ UserConfirmed: true });
            expect(known.sentCount()).toBe(0);
          },
        },
      },
      {
        name: 'verifies the address',
        source: guide('user-pool-lambda-pre-sign-up'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: EMAIL },
        expected: {
          answer: {
            UserAttributes: expect.arrayContaining([{ Name: 'email_verified', Value: 'true' }]),
          },
        },
      },
      {
        name: 'knows who creates',
        source: guide('user-pool-lambda-pre-sign-up'),
        operation: 'AdminCreateUser',
        input: { ...POOL, Username: 'bob@example.com' },
        expected: { answer: { User: { UserStatus: 'FORCE_CHANGE_PASSWORD' } } },
      },
    ],
  },
  {
    name: 'a user migration trigger',
    options: {
      clients: [{ clientId: 'client' }],
      async userMigration(event) {
        const isForgotten = event.triggerSource === 'UserMigration_ForgotPassword';
        if (event.userName !== EMAIL) return;
        if (!isForgotten && event.request.password !== PASSWORD) throw new Error('Bad password');
        event.response.userAttributes = { email: EMAIL, email_verified: 'true', name: 'Ada' };
      },
    },
    steps: [
      {
        name: 'knows not everybody',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'InitiateAuth',
        input: passwordSignIn('bob@example.com', PASSWORD),
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'knows the password',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, 'wrong'),
        expected: { error: 'UserLambdaValidationException' },
      },
      {
        name: 'brings the user in',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'is not asked again',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, 'wrong'),
        expected: { error: 'NotAuthorizedException' },
      },
      {
        name: 'has deleted',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'AdminDeleteUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: {} },
      },
      {
        name: 'is asked about a forgotten password',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: EMAIL },
        expected: { answer: { CodeDeliveryDetails: { Destination: 'a***@e***' } } },
      },
      {
        name: 'leaves the user to be reset',
        source: guide('user-pool-lambda-migrate-user'),
        operation: 'AdminGetUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: { UserStatus: 'RESET_REQUIRED' } },
      },
    ],
  },
  {
    name: 'a pre token generation trigger',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD, groups: ['admin'] }],
      preTokenGeneration: (event) => ({
        ...event,
        response: {
          claimsAndScopeOverrideDetails: {
            accessTokenGeneration: {
              claimsToAddOrOverride: {
                tenant: 'one',
                sub: 'somebody else',
                'cognito:groups': ['root'],
                source: event.triggerSource,
              },
              claimsToSuppress: ['exp'],
              scopesToAdd: ['orders/read'],
            },
            idTokenGeneration: {
              claimsToAddOrOverride: { tenant: 'two', aud: 'other' },
              claimsToSuppress: ['email'],
            },
            groupOverrideDetails: { groupsToOverride: ['staff'] },
          },
        },
      }),
    },
    steps: [
      {
        name: 'changes claims, scopes and groups, but not what tokens rest on',
        source: guide('user-pool-lambda-pre-token-generation'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: access, IdToken: id } = result as Record<string, string>;
            const claims = known.claimsOf(access);
            expect(claims).toMatchObject({
              tenant: 'one',
              source: 'TokenGeneration_Authentication',
              scope: 'aws.cognito.signin.user.admin orders/read',
              'cognito:groups': ['staff'],
              sub: claims['username'],
              exp: expect.any(Number),
            });
            expect(known.claimsOf(id)).toMatchObject({
              tenant: 'two',
              aud: 'client',
              'cognito:groups': ['staff'],
            });
            expect(known.claimsOf(id)).not.toHaveProperty('email');
          },
        },
      },
    ],
  },
  {
    name: 'triggers of a sign-up and a sign-in',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
      postConfirmation({ request, triggerSource }) {
        if (request.userAttributes['name'] === 'late') throw new Error(triggerSource);
      },
      preAuthentication({ request }) {
        if (request.validationData?.['from'] === 'nowhere') throw new Error('Not from there');
        if (request.userNotFound) throw new Error('Nobody');
      },
      postAuthentication({ request }) {
        if (request.clientMetadata?.['from'] === 'elsewhere') throw new Error('Not for there');
      },
    },
    steps: [
      ...[
        ['nowhere', 'PreAuthentication failed with error Not from there.'],
        ['elsewhere', 'PostAuthentication failed with error Not for there.'],
      ].map(([from = '', message = '']) => ({
        name: `are asked: ${from}`,
        source: guide('user-pool-lambda-pre-authentication'),
        operation: 'InitiateAuth',
        input: { ...passwordSignIn(EMAIL, PASSWORD), ClientMetadata: { from } },
        expected: { error: 'UserLambdaValidationException', message },
      })),
      {
        name: 'come before the password',
        source: guide('user-pool-lambda-pre-authentication'),
        operation: 'InitiateAuth',
        input: { ...passwordSignIn(EMAIL, 'wrong'), ClientMetadata: { from: 'nowhere' } },
        expected: { error: 'UserLambdaValidationException' },
      },
      {
        name: 'are asked about nobody, where that is hidden',
        source: guide('user-pool-lambda-pre-authentication'),
        operation: 'InitiateAuth',
        input: passwordSignIn('nobody@example.com', PASSWORD),
        expected: { error: 'UserLambdaValidationException' },
      },
      {
        name: 'let the rest in',
        source: guide('user-pool-lambda-post-authentication'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'wait for the confirmation',
        source: guide('user-pool-lambda-post-confirmation'),
        operation: 'SignUp',
        input: {
          ...CLIENT,
          Username: 'late@example.com',
          Password: PASSWORD,
          UserAttributes: [{ Name: 'name', Value: 'late' }],
        },
        expected: { answer: { UserConfirmed: false } },
      },
      {
        name: 'are told of it',
        source: guide('user-pool-lambda-post-confirmation'),
        operation: 'ConfirmSignUp',
        input: (known) => ({
          ...CLIENT,
          Username: 'late@example.com',
          ConfirmationCode: known.sentCode(),
        }),
        expected: {
          error: 'UserLambdaValidationException',
          message: 'PostConfirmation failed with error PostConfirmation_ConfirmSignUp.',
        },
      },
      {
        name: 'do not undo it',
        source: UNSOURCED,
        operation: 'AdminGetUser',
        input: { ...POOL, Username: 'late@example.com' },
        expected: { answer: { UserStatus: 'CONFIRMED' } },
      },
      {
        name: 'wait for a new password',
        source: guide('user-pool-lambda-post-confirmation'),
        operation: 'ForgotPassword',
        input: { ...CLIENT, Username: 'late@example.com' },
        expected: { answer: {} },
      },
      {
        name: 'are told of a new password',
        source: guide('user-pool-lambda-post-confirmation'),
        operation: 'ConfirmForgotPassword',
        input: (known) => ({
          ...CLIENT,
          Username: 'late@example.com',
          ConfirmationCode: known.sentCode(),
          Password: PASSWORD,
        }),
        expected: {
          error: 'UserLambdaValidationException',
          message: 'PostConfirmation failed with error PostConfirmation_ConfirmForgotPassword.',
        },
      },
    ],
  },
  {
    name: 'the first version of pre token generation',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
      preTokenGenerationVersion: 'V1_0',
      preTokenGeneration({ version, request, response }) {
        const claimsToAddOrOverride = { version, scoped: String('scopes' in request) };
        response.claimsOverrideDetails = { claimsToAddOrOverride };
        response.claimsAndScopeOverrideDetails = {
          accessTokenGeneration: { scopesToAdd: ['x/y'] },
        };
      },
    },
    steps: [
      {
        name: 'changes the ID token only',
        source: guide('user-pool-lambda-pre-token-generation'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: {
          check: ({ AuthenticationResult: result }, known) => {
            const { AccessToken: access, IdToken: id } = result as Record<string, string>;
            expect(known.claimsOf(id)).toMatchObject({ scoped: 'false' });
            expect(known.claimsOf(access)).toMatchObject({
              scope: 'aws.cognito.signin.user.admin',
            });
            expect(known.claimsOf(access)).not.toHaveProperty('scoped');
          },
        },
      },
    ],
  },
  ...(['V2_0', 'V3_0'] as const).map((preTokenGenerationVersion) => ({
    name: `pre token generation for client credentials: ${preTokenGenerationVersion}`,
    options: {
      clients: [
        {
          clientId: 'client',
          secret: SECRET,
          authFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
          scopes: ['orders/read'],
        },
      ],
      preTokenGenerationVersion,
      preTokenGeneration: ({ triggerSource, response }) => {
        response.claimsAndScopeOverrideDetails = {
          accessTokenGeneration: {
            claimsToAddOrOverride: { source: triggerSource, sub: 'other' },
            scopesToAdd: ['orders/write'],
          },
        };
      },
    } satisfies Scenario['options'],
    steps: [
      {
        name: 'is asked in the third version',
        source: guide('user-pool-lambda-pre-token-generation'),
        operation: 'GetClientToken',
        input: { ...CLIENT, Secret: SECRET },
        expected: {
          check: ({ ClientAuthenticationResult: result }, known) => {
            const claims = known.claimsOf((result as Record<string, string>)['AccessToken']);
            const isThird = preTokenGenerationVersion === 'V3_0';
            expect(claims).toMatchObject({
              sub: 'client',
              scope: isThird ? 'orders/read orders/write' : 'orders/read',
            });
            expect(claims['source']).toBe(
              isThird ? 'TokenGeneration_ClientCredentials' : undefined,
            );
          },
        },
      } satisfies Step,
    ],
  })),
  {
    name: 'a trigger that answers with nonsense',
    options: {
      clients: [{ clientId: 'client' }],
      users: [{ email: EMAIL, password: PASSWORD }],
      preTokenGeneration: () => 'nonsense' as never,
    },
    steps: [
      {
        name: 'stops the sign-in',
        source: UNSOURCED,
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: {
          error: 'InvalidLambdaResponseException',
          message: 'Unrecognizable lambda output',
        },
      },
    ],
  },
  {
    name: 'a custom sign-in',
    options: {
      clients: [{ clientId: 'client', authFlows: ['ALLOW_CUSTOM_AUTH'] }],
      users: [{ email: EMAIL, password: PASSWORD }],
      defineAuthChallenge({ request: { session }, response }) {
        const last = session.at(-1);
        if (last?.challengeName === 'SRP_A') response.challengeName = 'PASSWORD_VERIFIER';
        else if (last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult) {
          response.issueTokens = true;
        } else if (session.filter(({ challengeResult }) => !challengeResult).length >= 2) {
          response.failAuthentication = true;
        } else response.challengeName = 'CUSTOM_CHALLENGE';
      },
      createAuthChallenge({ response }) {
        response.publicChallengeParameters = { question: 'Favourite machine?' };
        response.privateChallengeParameters = { answer: 'analytical engine' };
        response.challengeMetadata = 'QUESTION';
      },
      async verifyAuthChallengeResponse({ request, response }) {
        response.answerCorrect =
          !request.userNotFound &&
          request.challengeAnswer === request.privateChallengeParameters['answer'];
      },
    },
    steps: [
      {
        name: 'asks what the trigger says, and keeps the answer for itself',
        source: CUSTOM,
        operation: 'InitiateAuth',
        input: custom(EMAIL),
        expected: {
          check: (answered) => {
            expect(answered).toMatchObject({
              ChallengeName: 'CUSTOM_CHALLENGE',
              ChallengeParameters: { question: 'Favourite machine?' },
            });
            expect(JSON.stringify(answered)).not.toContain('analytical');
          },
        },
        keeps: { session: 'Session' },
      },
      {
        name: 'asks again after a wrong answer',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: answer(EMAIL, 'loom'),
        expected: { answer: { ChallengeName: 'CUSTOM_CHALLENGE' } },
        keeps: { session: 'Session' },
      },
      {
        name: 'takes the right one',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: answer(EMAIL, 'analytical engine'),
        expected: { answer: { AuthenticationResult: {} } },
      },
      {
        name: 'asks anew',
        source: CUSTOM,
        operation: 'InitiateAuth',
        input: custom(EMAIL),
        expected: { answer: { ChallengeName: 'CUSTOM_CHALLENGE' } },
        keeps: { session: 'Session' },
      },
      {
        name: 'gives another try',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: answer(EMAIL, 'loom'),
        expected: { answer: {} },
        keeps: { session: 'Session' },
      },
      {
        name: 'ends where the trigger says so',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: answer(EMAIL, 'loom'),
        expected: { error: 'NotAuthorizedException', message: 'Incorrect username or password.' },
      },
      {
        name: 'asks a name that nobody has',
        source: CUSTOM,
        operation: 'InitiateAuth',
        input: custom('nobody@example.com'),
        expected: { answer: { ChallengeName: 'CUSTOM_CHALLENGE' } },
        keeps: { session: 'Session' },
      },
      {
        name: 'finds its answer wrong',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: answer('nobody@example.com', 'analytical engine'),
        expected: { answer: { ChallengeName: 'CUSTOM_CHALLENGE' } },
      },
      {
        name: 'begins with the password',
        source: CUSTOM,
        operation: 'InitiateAuth',
        input: custom(EMAIL, (known) => ({
          CHALLENGE_NAME: 'SRP_A',
          SRP_A: known.srp.publicValue,
        })),
        expected: { answer: { ChallengeName: 'PASSWORD_VERIFIER' } },
        keeps: { session: 'Session', id: 'ChallengeParameters.USER_ID_FOR_SRP' },
      },
      {
        name: 'goes on after it',
        source: CUSTOM,
        operation: 'RespondToAuthChallenge',
        input: (known) => ({
          ...CLIENT,
          ChallengeName: 'PASSWORD_VERIFIER',
          Session: known.value('session'),
          ChallengeResponses: {
            USERNAME: EMAIL,
            ...known.proof(known.poolName, known.value('id'), PASSWORD),
          },
        }),
        expected: { answer: { ChallengeName: 'CUSTOM_CHALLENGE' } },
      },
    ],
  },
  {
    name: 'a custom sign-in without triggers',
    options: {
      clients: [{ clientId: 'client', authFlows: ['ALLOW_CUSTOM_AUTH'] }],
      users: [{ email: EMAIL }],
    },
    steps: [
      {
        name: 'is refused',
        source: CUSTOM,
        operation: 'InitiateAuth',
        input: custom(EMAIL),
        expected: { error: 'InvalidParameterException' },
      },
    ],
  },
];
