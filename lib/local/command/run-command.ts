import { parseArgs } from 'node:util';
import type { LocalCognitoOptions } from '../options/local-cognito-options.interface.js';
import { describeLocal } from './describe-local.js';
import { paintFor } from './paint.js';
import { readSeed } from './read-seed.js';
import { startLocal } from './start-local.js';
import { UsageError } from './usage-error.js';

const USAGE = `Usage: nestjs-cognito-auth local [options]

Starts a local Cognito, and prints the codes that it would have sent.

  --port <number>    where it listens: 9229 by default, 0 for any free port
  --host <host>      127.0.0.1 by default; another one needs --allow-remote
  --seed <file>      JSON with the options of LocalCognito.start(): users, clients, groups and so on
  --state <file>     keeps users and groups over restarts
  --issuer <issuer>  local (its address, the default), aws, aws-updated, or a URL
  --outbox           serves the messages at /_local/outbox
  --allow-remote     lets other machines in: everybody who reaches it can sign in as anybody
  --help             prints this
`;

const DEFAULT_PORT = 9229;

/** For those who only want to look: always the same ids, so that they can stand in a configuration. */
const DEFAULT_SEED: LocalCognitoOptions = {
  userPoolId: 'eu-west-1_Local0001',
  clients: [
    {
      clientId: 'localclientfordevelopment1',
      callbackUrls: ['http://localhost:3000/callback'],
      logoutUrls: ['http://localhost:3000/'],
    },
  ],
  users: [{ email: 'alice@example.com', password: 'Password1!', groups: ['admin'] }],
};

/** Runs until a signal ends it. @returns the exit code of the process */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    const { positionals, values } = parse(args);
    if (values.help === true || positionals.length === 0) {
      process.stdout.write(USAGE);
      return values.help === true ? 0 : 2;
    }
    if (positionals.join(' ') !== 'local') {
      throw new UsageError(`there is no command ${positionals.join(' ')}, only local; see --help`);
    }
    const { seed } = values;
    const paint = paintFor(process.stdout);
    const options = optionsOf(values, (line) => process.stdout.write(`${paint('green', line)}\n`));
    const local = await startLocal(options, seed);
    // Whoever reads that it has started may end it at once.
    const ended = endOf(process);
    process.stdout.write(describeLocal(local, options, seed === undefined, paint));
    await ended;
    await local.close();
    process.stdout.write(farewell(options));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [first = '', ...others] = error.message.split('\n');
    const lines = [`nestjs-cognito-auth: ${first}`, ...others.map((line) => `  ${line}`)];
    process.stderr.write(`${paintFor(process.stderr)('red', lines.join('\n'))}\n`);
    return 2;
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        seed: { type: 'string' },
        state: { type: 'string' },
        issuer: { type: 'string' },
        outbox: { type: 'boolean' },
        'allow-remote': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node goes on to say how to name a file that begins with a dash.
    const [reason] = (error as Error).message.split('. ');
    throw new UsageError(`${reason}; see --help`, { cause: error });
  }
}

/** What is written on the command line counts more than what is in the file. */
function optionsOf(values: Values, print: (line: string) => void): LocalCognitoOptions {
  const { seed, port, host, state, issuer, outbox } = values;
  return {
    port: DEFAULT_PORT,
    issuer: 'local',
    print,
    ...(seed === undefined ? DEFAULT_SEED : readSeed(seed)),
    ...(port === undefined ? {} : { port: portOf(port) }),
    ...(host === undefined ? {} : { host }),
    ...(state === undefined ? {} : { stateFile: state }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(outbox === true ? { serveOutbox: true } : {}),
    ...(values['allow-remote'] === true ? { allowRemote: true } : {}),
  };
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`--port must be a number from 0 to 65535 (given: ${text})`);
}

/** Terminals show `^C` where the line begins. */
function farewell({ stateFile }: LocalCognitoOptions): string {
  return `\nStopped. ${stateFile === undefined ? 'Users and groups are gone; --state <file> keeps them.' : `Users and groups are in ${stateFile}.`}\n`;
}

/** Resolves with the first signal to end. A second one ends the process at once. */
function endOf(target: NodeJS.Process): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      target.off('SIGINT', end);
      target.off('SIGTERM', end);
      resolve();
    };
    target.on('SIGINT', end);
    target.on('SIGTERM', end);
  });
}
