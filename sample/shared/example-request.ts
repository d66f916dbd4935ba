/** A request, and what the API answers to it. */
export interface ExampleRequest<TokenVariable extends string = string> {
  readonly description: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** The variable of the shell that holds the token. */
  readonly token?: TokenVariable;
  readonly body?: object;
  readonly expected: {
    readonly status: number;
    readonly code?: string;
    /** The scopes that the challenge asks for (RFC 6750 §3). */
    readonly scope?: string;
  };
}

/** Commands that set a variable of the shell to each token. */
export function exportCommands(tokens: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(tokens).map(([variable, token]) => `export ${variable}=${token}`);
}

/** The requests as commands, each under what it will answer. */
export function describeRequests(
  requests: readonly ExampleRequest[],
  url: string,
): readonly string[] {
  return requests.flatMap((request) => {
    const { status, code } = request.expected;
    const answer = [status, ...(code === undefined ? [] : [code])].join(' ');
    return ['', `# ${request.description}: ${answer}`, toCurl(request, url)];
  });
}

/** The request as a command for a shell; in double quotes, so that the shell fills in the token. */
export function toCurl({ method, path, token, body }: ExampleRequest, url: string): string {
  return [
    'curl -i',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    ...(token === undefined ? [] : [`-H "Authorization: Bearer $${token}"`]),
    ...(body === undefined
      ? []
      : [`-H "Content-Type: application/json" -d '${JSON.stringify(body)}'`]),
    `${url}${path}`,
  ].join(' ');
}
