import { StartupError } from './startup.error.js';

/** What the environment says about how the sample is to run. */
export interface OrdersApiSettings {
  /** 0 is any free port. */
  readonly port: number;
  /** The pool whose tokens are accepted; without one the sample makes its own. */
  readonly userPool?: { readonly userPoolId: string; readonly clientId: string };
}

const DEFAULT_PORT = '3000';
const MAX_PORT = 65_535;

/** @throws {StartupError} when the variables make no sense */
export function readSettings(environment: NodeJS.ProcessEnv): OrdersApiSettings {
  const port = readPort(environment['PORT'] || DEFAULT_PORT);
  const userPoolId = environment['COGNITO_USER_POOL_ID'] || undefined;
  const clientId = environment['COGNITO_CLIENT_ID'] || undefined;
  if (userPoolId === undefined && clientId === undefined) return { port };
  if (userPoolId === undefined || clientId === undefined) {
    // Falling back on the embedded pool would hide that the real one is not used.
    throw new StartupError(
      'Set both COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID to use a real user pool, or neither',
    );
  }
  return { port, userPool: { userPoolId, clientId } };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT) {
    throw new StartupError(`PORT must be a whole number from 0 to ${MAX_PORT}`);
  }
  return port;
}
