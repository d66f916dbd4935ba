// Requests to a local Cognito that nobody should send: every operation with every wrong form of its members, and the
// other endpoints with parameters that repeat, overflow or are no text.

const OPERATIONS = [
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'InitiateAuth',
  'RespondToAuthChallenge',
  'GetUser',
  'GlobalSignOut',
  'RevokeToken',
  'GetTokensFromRefreshToken',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'UpdateUserAttributes',
  'AdminCreateUser',
  'AdminInitiateAuth',
  'ListUsers',
  'CreateGroup',
  'constructor',
  '__proto__',
];

const VALUES = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'a'.repeat(5000),
  [],
  {},
  [[]],
  { a: 1 },
  { constructor: 'a' },
];

const BODIES = ['', '{', '[]', 'null', '"a"', '1', '{"a":'.repeat(5000), `[${'1,'.repeat(5000)}1]`];

const PATHS = [
  '/',
  '//',
  '/..%2f..%2fetc/passwd',
  '/%',
  '/%00',
  '/oauth2/authorize',
  '/oauth2/authorize?client_id=a&client_id=b&response_type=code',
  '/oauth2/authorize?redirect_uri=javascript:alert(1)',
  '/login?client_id=%ff',
  '/logout?logout_uri=https://evil.example',
  '/error?error=<script>alert(1)</script>',
  '/oauth2/userInfo',
  `/login?state=${'a'.repeat(8000)}`,
];

const FORMS = ['', 'a', '=&=&=', 'grant_type=a&grant_type=b', '%ff=%ff', 'a=1&'.repeat(5000)];

/** @param local what is asked, with its ids */
export function* hostileRequests({ clientId, userPoolId }) {
  for (const operation of OPERATIONS) {
    for (const value of VALUES) yield call(operation, JSON.stringify(inputOf(value)));
    for (const value of VALUES) {
      const known = { ClientId: clientId, UserPoolId: userPoolId };
      yield call(operation, JSON.stringify({ ...inputOf(value), ...known }));
    }
    for (const body of BODIES) yield call(operation, body);
  }
  for (const path of PATHS) yield { method: 'GET', path, headers: { cookie: '=;;a=%ff; a=b' } };
  for (const path of ['/oauth2/token', '/oauth2/revoke', '/login', '/oauth2/userInfo']) {
    for (const body of FORMS) {
      yield {
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: 'Basic ////',
        },
        body,
      };
    }
  }
}

function call(operation, body) {
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=local',
    },
    body,
  };
}

/** One value in every member, whatever form that should have. */
function inputOf(value) {
  return {
    ClientId: value,
    UserPoolId: value,
    Username: value,
    Password: value,
    AccessToken: value,
    RefreshToken: value,
    Token: value,
    Session: value,
    SecretHash: value,
    ConfirmationCode: value,
    UserCode: value,
    GroupName: value,
    Filter: value,
    Limit: value,
    AuthFlow: 'USER_SRP_AUTH',
    ChallengeName: 'PASSWORD_VERIFIER',
    AuthParameters: { USERNAME: value, SRP_A: value },
    ChallengeResponses: { USERNAME: value },
    UserAttributes: [{ Name: value, Value: value }],
    ClientMetadata: value,
  };
}
