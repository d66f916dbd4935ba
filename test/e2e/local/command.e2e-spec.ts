import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from './support/call.js';
import { LocalProcess } from './support/spawn-local.js';

const CLIENT = { ClientId: 'localclientfordevelopment1' };
const signInAs = (username: string, password = 'Password1!') => ({
  ...CLIENT,
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME: username, PASSWORD: password },
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-command-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);

describe('the command', () => {
  it('prints how to use it, signs its user in, prints codes, and ends by a signal', async () => {
    const local = LocalProcess.start('local', '--port', '0', '--outbox');
    const origin = await local.origin();
    const answer = await call(origin, 'InitiateAuth', signInAs('alice@example.com'));
    await call(origin, 'ForgotPassword', { ...CLIENT, Username: 'alice@example.com' });
    const code = await local.printed(/email to alice@example\.com \(forgot-password\): (\d{6})\n/);
    const messages = await (await fetch(`${origin}/_local/outbox`)).json();

    expect(answer).toHaveProperty('AuthenticationResult.AccessToken');
    expect(messages).toMatchObject([{ code }]);
    expect(local.output).toContain(`AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${origin}\n`);
    expect(local.output).toContain(`AWS_ENDPOINT_URL_COGNITO_IDENTITY=${origin}\n`);
    expect(local.output).toContain(`Issuer         ${origin}/eu-west-1_Local0001\n`);
    expect(local.output).toContain(`Outbox         ${origin}/_local/outbox\n`);
    expect(await local.end('SIGTERM')).toBe(0);
    expect(local.output).toMatch(/\nStopped\. Users and groups are gone; .*\n$/);
    expect(local.output).not.toContain('\u001B');
    expect(local.errors).toBe('');
  });

  it('prints where to sign in with a browser', async () => {
    const local = LocalProcess.start('local', '--port', '0');
    const login = await local.printed(/Hosted login +(\S+)\n/);
    const page = await fetch(login);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form');
    expect(await local.end('SIGINT')).toBe(0);
  });

  it('keeps users over a restart, signals included', async () => {
    const args = ['local', '--port', '0', '--state', file('state.json')];
    const first = LocalProcess.start(...args);
    const bob = { ...CLIENT, Username: 'bob@example.com' };
    await call(await first.origin(), 'SignUp', { ...bob, Password: 'Password1!' });
    const code = await first.printed(/email to bob@example\.com \(sign-up\): (\d{6})\n/);
    await call(await first.origin(), 'ConfirmSignUp', { ...bob, ConfirmationCode: code });
    expect(await first.end('SIGINT')).toBe(0);
    expect(first.output).toContain(`Users and groups are in ${file('state.json')}.\n`);

    const second = LocalProcess.start(...args);
    const answer = await call(await second.origin(), 'InitiateAuth', signInAs(bob.Username));
    expect(await second.end('SIGTERM')).toBe(0);
    expect(answer).toHaveProperty('AuthenticationResult.IdToken');
    expect(readFileSync(file('state.json'), 'utf8')).not.toContain('Password1!');
  });

  it('has a whole state file whenever it is killed', async () => {
    const path = file('state.json');
    const args = ['local', '--port', '0', '--state', path];
    for (let kill = 0; kill < 3; kill += 1) {
      const local = LocalProcess.start(...args);
      const origin = await local.origin();
      const changes = Array.from({ length: 80 }, (_, index) =>
        call(origin, 'SignUp', {
          ...CLIENT,
          Username: `user-${kill}-${index}@example.com`,
          Password: 'Password1!',
        }).catch(() => undefined),
      );
      await changes[30 * kill];
      expect(await local.end('SIGKILL')).toBe('SIGKILL');
      await Promise.all(changes);

      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 1 });
    }
    const last = LocalProcess.start(...args);
    await last.origin();
    expect(await last.end('SIGTERM')).toBe(0);
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{\n  "users": [\n    { "email": "a@b.c", }\n  ]\n}', /seed\.json:3: is no JSON$/],
    ['JSON that ends early', '{\n  "users": [', /seed\.json:2: is no JSON$/],
    ['a list', '[]', /seed\.json: must hold an object/],
    ['a misspelt name', '{ "users": [{ "emial": "a@b.c" }] }', /users\[0\]\.emial: .*mean email\?/],
    ['a wrong value', '{ "mfa": "on" }', /seed\.json: mfa: must be 'OFF' or 'OPTIONAL' or 'ON'/],
  ])('says what is wrong with a seed of %s', async (_case, text, expected) => {
    writeFileSync(file('seed.json'), text);
    const local = LocalProcess.start('local', '--port', '0', '--seed', file('seed.json'));

    expect(await local.end()).toBe(2);
    expect(local.errors).toMatch(new RegExp(expected.source, 'm'));
    expect(local.errors).not.toContain('    at ');
  });

  it('takes clients and users from a seed', async () => {
    const seed = {
      userPoolId: 'eu-west-1_Seeded',
      clients: [{ clientId: 'seeded' }],
      users: [{ email: 'carol@example.com', password: 'Password1!' }],
    };
    writeFileSync(file('seed.json'), JSON.stringify(seed));
    const local = LocalProcess.start('local', '--port', '0', '--seed', file('seed.json'));
    const answer = await call(await local.origin(), 'InitiateAuth', {
      ...signInAs('carol@example.com'),
      ClientId: 'seeded',
    });

    expect(answer).toHaveProperty('AuthenticationResult');
    expect(local.output).not.toContain('Password1!');
    expect(await local.end('SIGTERM')).toBe(0);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const local = LocalProcess.start('local', '--port', String(port));

    expect(await local.end()).toBe(2);
    other.close();
    expect(local.errors).toBe(
      `nestjs-cognito-auth: port ${port} of 127.0.0.1 is taken; name another with --port\n`,
    );
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['help', ['--help'], 0, /^Usage: /],
    ['nothing', [], 2, /^Usage: /],
    ['another command', ['remote'], 2, /no command remote/],
    ['an unknown option', ['local', '--prot', '1'], 2, /Unknown option '--prot'; see --help/],
    ['no number', ['local', '--port', 'x'], 2, /--port must be a number/],
    [
      'a missing file',
      ['local', '--seed', '/none.json'],
      2,
      /\/none\.json: cannot be read \(ENOENT\)/,
    ],
    ['a remote host', ['local', '--host', '0.0.0.0'], 2, /--allow-remote/],
  ])('answers to %s in a line', async (_case, args, code, expected) => {
    const local = LocalProcess.start(...args);

    expect(await local.end()).toBe(code);
    expect(local.output + local.errors).toMatch(expected);
    expect(local.errors.split('\n').length).toBeLessThanOrEqual(2);
  });
});
