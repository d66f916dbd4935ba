import { connect } from 'node:net';

/** A request, sent byte for byte: HTTP clients tidy up, and refuse, what an attacker sends. */
export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  /** In the order of the wire; a name may stand there twice. One character is one byte. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

/** A response as it came, its body read as UTF-8. */
export interface RawResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** All values of a header, however often it was sent. */
export function headerValues({ headers }: RawResponse, name: string): readonly string[] {
  return headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
}

/** A server that does not answer must fail its test, and one on a busy machine must not. */
const DEADLINE_MS = 20_000;

/** Sends a request over a connection of its own. */
export function sendRaw(port: number, request: RawRequest): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const settle = (failure: Error): void => {
      socket.destroy();
      const response = parse(Buffer.concat(chunks).toString('latin1'));
      if (response === undefined) reject(failure);
      else resolve(response);
    };
    socket.setTimeout(DEADLINE_MS, () => settle(new Error('the server did not answer')));
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that refuses a request early may reset the connection after its answer.
    socket.once('error', settle);
    socket.once('close', () => settle(new Error('the connection was closed without an answer')));
    socket.write(serialize(request), 'latin1');
  });
}

function serialize({ method = 'GET', path = '/', headers = [], body = '' }: RawRequest): string {
  const all = [
    ['Host', 'api.example.com'],
    ['Connection', 'close'],
    ...(body === '' ? [] : [['Content-Length', String(body.length)]]),
    ...headers,
  ];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${lines}\r\n${body}`;
}

function parse(text: string): RawResponse | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, Math.max(headEnd, 0)).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) return undefined;
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const body = Buffer.from(text.slice(headEnd + 4), 'latin1').toString();
  return { status: Number(status), headers, body };
}
