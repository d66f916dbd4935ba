import { CLIENT, EMAIL, PASSWORD, passwordSignIn, POOL } from './names.js';
import { api, REPORTED, UNSOURCED } from './sources.js';
import type { Scenario, Step } from './step.interface.js';

const OTHER = 'bob@example.com';
const ada = { ProviderName: 'Cognito', ProviderAttributeValue: EMAIL };
const bob = { ...ada, ProviderAttributeValue: OTHER };
const atGoogle = (value: string, attribute = 'Cognito_Subject', provider = 'Google') => ({
  ProviderName: provider,
  ProviderAttributeName: attribute,
  ProviderAttributeValue: value,
});

const link = (
  name: string,
  DestinationUser: object,
  SourceUser: object,
  expected: Step['expected'],
  source = api('AdminLinkProviderForUser'),
): Step => ({
  name,
  source,
  operation: 'AdminLinkProviderForUser',
  input: { ...POOL, DestinationUser, SourceUser },
  expected,
});

const disable = (
  name: string,
  User: object,
  expected: Step['expected'],
  source = api('AdminDisableProviderForUser'),
): Step => ({
  name,
  source,
  operation: 'AdminDisableProviderForUser',
  input: { ...POOL, User },
  expected,
});

const identitiesOf = (name: string, ids: readonly string[]): Step => ({
  name,
  source: api('AdminLinkProviderForUser'),
  operation: 'AdminGetUser',
  input: { ...POOL, Username: EMAIL },
  expected: {
    check: ({ UserAttributes }) => {
      const attributes = UserAttributes as readonly { Name: string; Value: string }[];
      const identities = attributes.find(({ Name }) => Name === 'identities')?.Value ?? '[]';
      expect(JSON.parse(identities)).toEqual(
        ids.map((userId) => expect.objectContaining({ userId, providerName: 'Google' })),
      );
    },
  },
});

export const federationScenarios: readonly Scenario[] = [
  {
    name: 'a user who stands for somebody at a provider',
    options: {
      clients: [{ clientId: 'client' }],
      users: [
        { email: EMAIL, password: PASSWORD },
        { email: OTHER, password: PASSWORD },
      ],
      identityProviders: ['Google'],
    },
    steps: [
      link('is linked', ada, atGoogle('1'), { answer: {} }),
      identitiesOf('shows it', ['1']),
      link('is linked once', ada, atGoogle('1'), { error: 'InvalidParameterException' }, REPORTED),
      link('is one only', bob, atGoogle('1'), { error: 'AliasExistsException' }, UNSOURCED),
      link(
        'has to be there',
        { ...ada, ProviderAttributeValue: 'nobody@example.com' },
        atGoogle('2'),
        { error: 'UserNotFoundException' },
      ),
      link('needs a provider that there is', ada, atGoogle('2', 'Cognito_Subject', 'Other'), {
        error: 'ResourceNotFoundException',
      }),
      link(
        'is found by what the provider says',
        ada,
        atGoogle('2', 'name'),
        { error: 'InvalidParameterException' },
        UNSOURCED,
      ),
      ...['2', '3', '4', '5'].map((id) =>
        link(`is linked with more: ${id}`, ada, atGoogle(id), { answer: {} }),
      ),
      link('has five links at most', ada, atGoogle('6'), { error: 'LimitExceededException' }),
      ...['2', '3', '4', '5'].map((id) =>
        disable(`is no longer linked: ${id}`, atGoogle(id), { answer: {} }),
      ),
      identitiesOf('keeps the other one', ['1']),
      disable('has no other', atGoogle('2'), { error: 'UserNotFoundException' }, UNSOURCED),
      {
        name: 'signs in with the password too',
        source: api('AdminLinkProviderForUser'),
        operation: 'InitiateAuth',
        input: passwordSignIn(EMAIL, PASSWORD),
        expected: { answer: { AuthenticationResult: {} } },
      },
      disable('loses the password', ada, { answer: {} }),
      {
        name: 'cannot sign in with it',
        source: api('AdminDisableProviderForUser'),
        operation: 'InitiateAuth',
        input: { ...passwordSignIn(EMAIL, PASSWORD), ...CLIENT },
        expected: { error: 'NotAuthorizedException' },
      },
    ],
  },
];
