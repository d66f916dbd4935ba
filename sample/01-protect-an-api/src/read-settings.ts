import { readPort } from '../../shared/read-port.js';
import { StartupError } from '../../shared/startup.error.js';

/** What the environment says about how the sample is to run. */
export interface OrdersApiSettings {
  /** 0 is any free port. */
  readonly port: number;
  /** The pool whose tokens are accepted; without one the sample makes its own. */
  readonly userPool?: { readonly userPoolId: string; readonly clientId: string };
}

/** @throws {StartupError} when the variables make no sense */
export function readSettings(environment: NodeJS.ProcessEnv): OrdersApiSettings {
  const port = readPort(environment);
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
