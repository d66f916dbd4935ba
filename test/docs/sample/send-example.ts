import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type ExampleRequest,
  exportCommands,
  toCurl,
} from '../../../sample/shared/example-request.js';

export interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly scope?: string;
  /** The body as it was sent. */
  readonly text: string;
}

type Tokens = Readonly<Record<string, string>>;
type Client = (request: ExampleRequest, url: string, tokens: Tokens) => Promise<Answer>;

const execFileAsync = promisify(execFile);

export async function sendWithFetch(
  { method, path, token, body }: ExampleRequest,
  url: string,
  tokens: Tokens,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${tokens[token]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const challenge = response.headers.get('www-authenticate') ?? '';
  return answerOf(response.status, challenge, await response.text());
}

/** Runs the commands as they are printed; the options added at the end make curl quiet. */
async function sendWithCurl(request: ExampleRequest, url: string, tokens: Tokens): Promise<Answer> {
  const commands = [
    ...exportCommands(tokens),
    `${toCurl(request, url)} --silent --show-error --noproxy '*'`,
  ];
  const { stdout } = await execFileAsync('sh', ['-c', commands.join('\n')]);
  const [head = '', text = ''] = stdout.split('\r\n\r\n');
  return answerOf(Number(head.split(' ')[1]), head, text);
}

/** curl is no dependency of the project; where there is none, fetch is left. */
export const clients: readonly (readonly [string, Client])[] = [
  ['fetch', sendWithFetch],
  ...(spawnSync('sh', ['-c', 'command -v curl']).status === 0
    ? [['curl, as printed', sendWithCurl] as const]
    : []),
];

function answerOf(status: number, challenge: string, text: string): Answer {
  const { code } = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string };
  const scope = / scope="([^"]*)"/.exec(challenge)?.[1];
  return {
    status,
    text,
    ...(code === undefined ? {} : { code }),
    ...(scope === undefined ? {} : { scope }),
  };
}
