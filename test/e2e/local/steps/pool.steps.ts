import { EMAIL, PASSWORD, POOL } from './names.js';
import { api, guide, UNSOURCED } from './sources.js';
import type { Scenario } from './step.interface.js';

const ADMIN = { ...POOL, GroupName: 'admin' };

export const poolScenarios: readonly Scenario[] = [
  {
    name: 'groups',
    options: { clients: [{ clientId: 'client' }], users: [{ email: EMAIL, password: PASSWORD }] },
    steps: [
      {
        name: 'are made',
        source: api('CreateGroup'),
        operation: 'CreateGroup',
        input: { ...ADMIN, Precedence: 5, Description: 'May do all' },
        expected: {
          answer: {
            Group: { ...ADMIN, Precedence: 5, Description: 'May do all' },
          },
        },
      },
      {
        name: 'are made once',
        source: api('CreateGroup'),
        operation: 'CreateGroup',
        input: ADMIN,
        expected: { error: 'GroupExistsException' },
      },
      {
        name: 'have no blanks in their names',
        source: api('CreateGroup'),
        operation: 'CreateGroup',
        input: { ...POOL, GroupName: 'two words' },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'are changed',
        source: api('UpdateGroup'),
        operation: 'UpdateGroup',
        input: { ...ADMIN, Precedence: 1 },
        expected: { answer: { Group: { Precedence: 1 } } },
      },
      {
        name: 'are shown',
        source: api('GetGroup'),
        operation: 'GetGroup',
        input: ADMIN,
        expected: { answer: { Group: { GroupName: 'admin', CreationDate: expect.any(Number) } } },
      },
      {
        name: 'are listed',
        source: api('ListGroups'),
        operation: 'ListGroups',
        input: POOL,
        expected: { answer: { Groups: [{ GroupName: 'admin' }] } },
      },
      ...['once', 'twice'].map((often) => ({
        name: `take a user ${often}`,
        source: api('AdminAddUserToGroup'),
        operation: 'AdminAddUserToGroup',
        input: { ...ADMIN, Username: EMAIL },
        expected: { answer: {} },
      })),
      {
        name: 'have to be there',
        source: UNSOURCED,
        operation: 'AdminAddUserToGroup',
        input: { ...POOL, GroupName: 'other', Username: EMAIL },
        expected: { error: 'ResourceNotFoundException', message: 'Group not found.' },
      },
      {
        name: 'are those of a user',
        source: api('AdminListGroupsForUser'),
        operation: 'AdminListGroupsForUser',
        input: { ...POOL, Username: EMAIL },
        expected: { answer: { Groups: [{ GroupName: 'admin' }] } },
      },
      {
        name: 'have users',
        source: api('ListUsersInGroup'),
        operation: 'ListUsersInGroup',
        input: ADMIN,
        expected: { check: ({ Users }) => expect(Users).toHaveLength(1) },
      },
      {
        name: 'let a user go',
        source: api('AdminRemoveUserFromGroup'),
        operation: 'AdminRemoveUserFromGroup',
        input: { ...ADMIN, Username: EMAIL },
        expected: { answer: {} },
      },
      {
        name: 'are deleted',
        source: api('DeleteGroup'),
        operation: 'DeleteGroup',
        input: ADMIN,
        expected: { answer: {} },
      },
      {
        name: 'are gone',
        source: api('GetGroup'),
        operation: 'GetGroup',
        input: ADMIN,
        expected: { error: 'ResourceNotFoundException' },
      },
    ],
  },
  {
    name: 'the pool and its clients',
    options: { clients: [{ clientId: 'client' }] },
    steps: [
      {
        name: 'is described',
        source: api('DescribeUserPool'),
        operation: 'DescribeUserPool',
        input: POOL,
        expected: {
          answer: {
            UserPool: {
              Id: POOL.UserPoolId,
              MfaConfiguration: 'OFF',
              UsernameAttributes: ['email'],
              Policies: { PasswordPolicy: { MinimumLength: 8 } },
            },
          },
        },
      },
      {
        name: 'gets a client, which tells who exists, as the API has it',
        source: guide('cognito-user-pool-managing-errors'),
        operation: 'CreateUserPoolClient',
        input: {
          ...POOL,
          ClientName: 'web',
          GenerateSecret: true,
          AccessTokenValidity: 10,
          TokenValidityUnits: { AccessToken: 'minutes' },
          RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 5 },
        },
        expected: {
          answer: {
            UserPoolClient: {
              ClientName: 'web',
              ClientSecret: expect.any(String),
              AccessTokenValidity: 600,
              PreventUserExistenceErrors: 'LEGACY',
              RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 5 },
            },
          },
        },
        keeps: { clientId: 'UserPoolClient.ClientId' },
      },
      {
        name: 'gets no client with a wrong redirect',
        source: api('CreateUserPoolClient'),
        operation: 'CreateUserPoolClient',
        input: { ...POOL, ClientName: 'web', CallbackURLs: ['http://example.com'] },
        expected: { error: 'InvalidParameterException' },
      },
      {
        name: 'describes it',
        source: api('DescribeUserPoolClient'),
        operation: 'DescribeUserPoolClient',
        input: (known) => ({ ...POOL, ClientId: known.value('clientId') }),
        expected: { answer: { UserPoolClient: { ClientName: 'web' } } },
      },
      {
        name: 'lists both',
        source: api('ListUserPoolClients'),
        operation: 'ListUserPoolClients',
        input: POOL,
        expected: {
          answer: { UserPoolClients: [{ ClientId: 'client' }, { ClientName: 'web' }] },
        },
      },
    ],
  },
];
