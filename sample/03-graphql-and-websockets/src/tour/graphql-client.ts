import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What GraphQL answered, or the code that it was refused with. */
export type GraphqlAnswer = Readonly<Record<string, unknown>>;

interface GraphqlError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: unknown;
    readonly originalError?: { readonly code?: unknown };
  };
}

/** Apollo has names of its own for what exceptions of Nest mean, and keeps ours beside it. */
const codeOf = ({ message, extensions }: GraphqlError): unknown =>
  extensions?.originalError?.code ?? extensions?.code ?? message;

export async function ask(url: string, query: string, token?: string): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as {
    data?: GraphqlAnswer | null;
    errors?: GraphqlError[];
  };
  return errors?.[0] === undefined ? { ...data } : { code: codeOf(errors[0]) };
}

/** A connection for subscriptions. The token goes with its first message. */
export class GraphqlSocket {
  readonly #client: Client;

  constructor(url: string, token?: string) {
    this.#client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    });
  }

  /** The answers to a subscription; at the end the code with which it was refused or the connection closed. */
  async *answers(query: string): AsyncGenerator<GraphqlAnswer> {
    try {
      for await (const { data, errors } of this.#client.iterate<GraphqlAnswer>({ query })) {
        yield errors?.[0] === undefined ? { ...data } : { code: codeOf(errors[0]) };
      }
    } catch (error) {
      const [first] = Array.isArray(error) ? (error as GraphqlError[]) : [];
      yield { code: first === undefined ? (error as { code: unknown }).code : codeOf(first) };
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}
