import { StartupError } from './startup.error.js';

const DEFAULT_PORT = '3000';
const MAX_PORT = 65_535;

/**
 * The port that `PORT` names; 0 is any free one.
 *
 * @throws {StartupError} when it is no port
 */
export function readPort({ PORT }: NodeJS.ProcessEnv): number {
  const text = PORT || DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT) {
    throw new StartupError(`PORT must be a whole number from 0 to ${MAX_PORT}`);
  }
  return port;
}
