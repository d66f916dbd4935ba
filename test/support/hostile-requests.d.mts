/** A request in the form that `fetch` takes, but with a path for the address. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function hostileRequests(local: {
  readonly clientId: string;
  readonly userPoolId: string;
}): Generator<HostileRequest>;
