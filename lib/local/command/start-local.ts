import { LocalCognito } from '../local-cognito.js';
import type { LocalCognitoOptions } from '../options/local-cognito-options.interface.js';
import { UsageError } from './usage-error.js';

/**
 * Starts a local Cognito.
 *
 * @param seed the file of the options, for messages
 * @throws {UsageError} when it does not start
 */
export async function startLocal(
  options: LocalCognitoOptions,
  seed: string | undefined,
): Promise<LocalCognito> {
  try {
    return await LocalCognito.start(options);
  } catch (error) {
    throw new UsageError(whyNot(error as NodeJS.ErrnoException, options, seed), { cause: error });
  }
}

function whyNot(
  { code, message }: NodeJS.ErrnoException,
  { port, host = '127.0.0.1' }: LocalCognitoOptions,
  seed: string | undefined,
): string {
  if (code === 'EADDRINUSE') return `port ${port} of ${host} is taken; name another with --port`;
  if (code === 'EACCES') return `port ${port} of ${host} is not allowed; name another with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `this machine has no host ${host}`;
  const prefix = seed === undefined ? '' : `${seed}: `;
  return message
    .replaceAll('allowRemote: true', '--allow-remote')
    .split('\n')
    .map((line) => prefix + line)
    .join('\n');
}
