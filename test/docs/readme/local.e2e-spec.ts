import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import type { LocalCognito } from 'nestjs-cognito-auth/local';
import { call } from '../../e2e/local/support/call.js';
import { LocalProcess } from '../../e2e/local/support/spawn-local.js';
import { blocksOf, readPage, ReadmeProject } from './readme-blocks.js';

const CLIENT = { ClientId: 'localclientfordevelopment1' };
const SIGN_IN = {
  ...CLIENT,
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME: 'alice@example.com', PASSWORD: 'Password1!' },
};

interface Tokens {
  readonly AuthenticationResult: { readonly AccessToken: string };
}

const front = blocksOf(await readPage('README.md'));
const page = blocksOf(await readPage('lib/local/README.md'));
const recipes = blocksOf(await readPage('lib/core/README.md'));
const project = await ReadmeProject.create(
  [...front, ...page].filter(({ language }) => language === 'ts'),
);

afterAll(() => project.remove());

it('prints what the page shows', async () => {
  const shown = page.find(({ language }) => language === 'text')?.text ?? '';
  const local = LocalProcess.start('local', '--port', '0');
  const origin = await local.origin();
  await local.printed(/(Ctrl-C stops it\.\n)/);

  expect(local.output.trimEnd()).toBe(shown.replaceAll('http://127.0.0.1:9229', origin).trimEnd());
  expect(await local.end('SIGINT')).toBe(0);
});

it('signs a user in as the front page says', async () => {
  const { startSignedIn } = await project.load<{
    startSignedIn: (email: string) => Promise<unknown>;
  }>('start-signed-in.ts');

  expect(await startSignedIn('alice@example.com')).toEqual({ status: 200, calls: 1 });
});

it('changes tokens by a function', async () => {
  const { startWithTenant } = await project.load<{
    startWithTenant: () => Promise<LocalCognito>;
  }>('start-with-tenant.ts');
  const local = await startWithTenant();
  const answer = await call(local.origin, 'InitiateAuth', { ...SIGN_IN, ClientId: local.clientId });
  await local.close();

  const { AccessToken } = (answer as unknown as Tokens).AuthenticationResult;
  expect(decodeJwt(AccessToken)).toMatchObject({ tenant: 'acme' });
});

it('gives codes to tests in other processes', async () => {
  const { codeOf } = await project.load<{
    codeOf: (to: string, purpose: string, origin: string) => Promise<string>;
  }>('code-of.ts');
  const local = LocalProcess.start('local', '--port', '0', '--outbox');
  const origin = await local.origin();
  const bob = { ...CLIENT, Username: 'bob@example.com' };
  await call(origin, 'SignUp', { ...bob, Password: 'Password1!' });
  const code = await codeOf(bob.Username, 'sign-up', origin);

  await call(origin, 'ConfirmSignUp', { ...bob, ConfirmationCode: code });
  await expect(codeOf(bob.Username, 'forgot-password', origin)).rejects.toThrow('No forgot');
  expect(await local.end('SIGTERM')).toBe(0);
});

describe('the local Cognito in Docker Compose', () => {
  const compose = recipes.find(({ text }) => text.includes('nestjs-cognito-auth local'))?.text;
  const [, command = ''] = /command: npx nestjs-cognito-auth (.+)\n/.exec(compose ?? '') ?? [];

  /** Asks as another container does, which knows it as `cognito`. */
  const askAsService = (origin: string, path: string, body?: object) =>
    new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
      const headers = {
        host: 'cognito:9229',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      };
      request(`${origin}${path}`, { method: body === undefined ? 'GET' : 'POST', headers })
        .on('error', reject)
        .on('response', (response) => {
          json(response).then(
            (answer) => resolve({ status: response.statusCode, body: answer }),
            reject,
          );
        })
        .end(body === undefined ? undefined : JSON.stringify(body));
    });

  it('answers services by their name for it, with tokens of the issuer that they expect', async () => {
    const local = LocalProcess.start(...command.split(' '), '--port', '0');
    const origin = await local.origin();
    const signedIn = await askAsService(origin, '/', SIGN_IN);
    const keys = await askAsService(origin, '/eu-west-1_Local0001/.well-known/jwks.json');

    const { AccessToken } = (signedIn.body as Tokens).AuthenticationResult;
    expect(decodeJwt(AccessToken).iss).toBe('http://cognito:9229/eu-west-1_Local0001');
    expect(keys).toMatchObject({ status: 200, body: { keys: [{}, {}] } });
    expect(await local.end('SIGTERM')).toBe(0);
  });
});
