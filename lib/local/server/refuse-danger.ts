import { isLoopback } from './loopback.js';

/**
 * Refuses to run where strangers could reach it: it lets anybody in.
 *
 * @throws {Error} with NODE_ENV=production, and for a host that other machines reach unless that is allowed
 */
export function refuseDanger(host: string, allowRemote: boolean): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error(
      'A local Cognito does not start with NODE_ENV=production: everybody who reaches it can sign in as anybody',
    );
  }
  if (!isLoopback(host) && !allowRemote) {
    throw new Error(
      `A local Cognito listens on this machine only: everybody who reaches ${host} could sign in as anybody. ` +
        'If that is meant, write allowRemote: true',
    );
  }
}
