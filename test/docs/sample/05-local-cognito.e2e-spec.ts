import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type AccountsApi,
  startAccountsApi,
} from '../../../sample/05-local-cognito/src/start-accounts-api.js';
import { exampleCommands, welcome } from '../../../sample/05-local-cognito/src/welcome.js';
import { FormBrowser } from '../../support/form-browser.js';

const execFileAsync = promisify(execFile);
/** curl is no dependency of the project. */
const hasCurl = spawnSync('sh', ['-c', 'command -v curl']).status === 0;

describe('the sample 05-local-cognito', () => {
  let api: AccountsApi;
  let printed: string[];

  beforeEach(async () => {
    printed = [];
    api = await startAccountsApi(0, { logger: false }, (line) => printed.push(line));
  });

  afterEach(() => api.app.close());

  const post = (path: string, body: object) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const me = (token: string) =>
    fetch(`${api.url}/me`, { headers: { authorization: `Bearer ${token}` } });
  const tokenOf = async (response: Response) =>
    ((await response.json()) as { accessToken: string }).accessToken;

  it('signs people up and in, and prints their code', async () => {
    const credentials = { email: 'bob@example.com', password: 'Password1!' };

    expect((await post('/sign-up', credentials)).status).toBe(202);
    expect(printed).toEqual([expect.stringMatching(/email to bob@example\.com .*: 123456$/)]);
    expect((await post('/sign-in', credentials)).status).toBe(400);
    const { email } = credentials;
    expect((await post('/sign-up/confirm', { email, code: '123456' })).status).toBe(204);
    const token = await tokenOf(await post('/sign-in', credentials));
    expect((await me(token)).status).toBe(200);
    expect((await fetch(`${api.url}/me`)).status).toBe(401);
  });

  it('answers with what Cognito refuses', async () => {
    const refused = await post('/sign-in', { email: 'alice@example.com', password: 'wrong' });

    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      message: 'NotAuthorizedException: Incorrect username or password.',
    });
  });

  it('signs people in on the hosted pages', async () => {
    const browser = new FormBrowser(api.local.origin);
    const own = new FormBrowser(api.url);
    const { location } = await own.get('/login');
    let page = await browser.get(location);
    while (page.location !== '') page = await browser.get(page.location);
    const done = await browser.submit(page, {
      username: 'alice@example.com',
      password: 'Password1!',
    });
    const { pathname, search } = new URL(done.location);
    const callback = `${pathname}${search}`;
    const stranger = await fetch(`${api.url}${callback}`);
    const { accessToken } = JSON.parse((await own.get(callback)).text) as { accessToken: string };

    expect(stranger.status).toBe(400);
    expect(await (await me(accessToken)).json()).toMatchObject({ groups: ['admin'] });
    expect((await own.get(callback)).status).toBe(400);
  });

  it('prints commands that work as they are', async () => {
    const commands = exampleCommands(api.url).map(({ command }) => command);

    for (const command of commands) expect(welcome(api).split('\n')).toContain(command);
    if (!hasCurl) return;
    const { stdout } = await execFileAsync('sh', ['-c', commands.join('\n')], {
      env: { ...process.env, no_proxy: '*' },
    });
    expect([...stdout.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))).toEqual([
      401, 202, 204, 200,
    ]);
  });

  it('ends its Cognito with itself', async () => {
    await api.app.close();

    await expect(fetch(api.local.jwksUri)).rejects.toThrow('fetch failed');
  });
});
