import type { IncomingMessage } from 'node:http';

/** Where a request comes from, as far as it shows. */
export interface Caller {
  /** IP address. */
  readonly address: string;
  readonly userAgent: string | undefined;
}

export function callerOf({ socket, headers }: IncomingMessage): Caller {
  return { address: socket.remoteAddress ?? 'unknown', userAgent: headers['user-agent'] };
}
