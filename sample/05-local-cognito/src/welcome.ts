import type { AccountsApi } from './start-accounts-api.js';

/** A command for a shell, and the status of its answer. */
export interface ExampleCommand {
  readonly description: string;
  readonly command: string;
}

const post = (url: string, body: object): string =>
  `curl -i -H "Content-Type: application/json" -d '${JSON.stringify(body)}' ${url}`;

/** From nobody to a signed-in user, in the order in which they work. */
export function exampleCommands(url: string): readonly ExampleCommand[] {
  const email = 'bob@example.com';
  const credentials = { email, password: 'Password1!' };
  return [
    { description: 'Without a token: 401', command: `curl -i ${url}/me` },
    {
      description: 'Sign up: 202, and the code is printed here',
      command: post(`${url}/sign-up`, credentials),
    },
    {
      description: 'Confirm with it: 204',
      command: post(`${url}/sign-up/confirm`, { email, code: '123456' }),
    },
    {
      description: 'Sign in, and keep the token in the shell',
      command: `TOKEN=$(${post(`${url}/sign-in`, credentials)} | sed -n 's/.*"accessToken":"\\([^"]*\\)".*/\\1/p')`,
    },
    {
      description: 'With the token: 200',
      command: `curl -i -H "Authorization: Bearer $TOKEN" ${url}/me`,
    },
  ];
}

/** What the console shows of a started API: where it is, and commands that try it. */
export function welcome({ url, local }: AccountsApi): string {
  return [
    '',
    `The accounts API listens on ${url}. Ctrl-C stops it.`,
    `Its Cognito is inside this process, at ${local.origin}: no AWS account is needed.`,
    '',
    '# In a browser, sign in on the pages of Cognito as alice@example.com, password Password1!',
    `${url.replace('127.0.0.1', 'localhost')}/login`,
    ...exampleCommands(url).flatMap(({ description, command }) => [
      '',
      `# ${description}`,
      command,
    ]),
    '',
  ].join('\n');
}
