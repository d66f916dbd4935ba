import { createHmac } from 'node:crypto';
import type { LocalClient } from '../options/resolved-local-cognito-options.interface.js';
import { isSameText } from '../secrets/is-same-text.js';
import { notAuthorized, resourceNotFound, ServiceException } from '../wire/service-exception.js';

/** Cognito's quota. */
const MAX_CLIENTS = 1000;

/** The app clients of a pool. */
export class Clients {
  readonly #clients: Map<string, LocalClient>;

  constructor(clients: readonly LocalClient[]) {
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
  }

  all(): readonly LocalClient[] {
    return [...this.#clients.values()];
  }

  find(clientId: string): LocalClient | undefined {
    return this.#clients.get(clientId);
  }

  /** @throws {ServiceException} ResourceNotFoundException */
  get(clientId: string): LocalClient {
    const client = this.#clients.get(clientId);
    if (client === undefined) {
      throw resourceNotFound(`User pool client ${clientId} does not exist.`);
    }
    return client;
  }

  /** Adds a client, or replaces the one of that id. @throws {ServiceException} LimitExceededException at 1 000 */
  put(client: LocalClient): LocalClient {
    if (this.#clients.size >= MAX_CLIENTS && !this.#clients.has(client.clientId)) {
      throw new ServiceException('LimitExceededException', 'Too many clients in the user pool.');
    }
    this.#clients.set(client.clientId, client);
    return client;
  }

  delete(clientId: string): void {
    this.#clients.delete(clientId);
  }
}

/** Checks SECRET_HASH. @throws {ServiceException} NotAuthorizedException */
export function checkSecretHash(
  client: LocalClient,
  username: string,
  given: string | undefined,
): void {
  const { clientId, secrets } = client;
  if (isConfidential(client) && given === undefined) {
    throw notAuthorized(
      `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    );
  }
  const isRight = isConfidential(client)
    ? secrets.some(({ value }) => isSameText(secretHash(value, username, clientId), given ?? ''))
    : given === undefined;
  if (!isRight) throw notAuthorized(`Unable to verify secret hash for client ${clientId}`);
}

/**
 * SECRET_HASH: base64 of HMAC-SHA256 over username and client id, with the client secret as key.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function secretHash(secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret).update(`${username}${clientId}`).digest('base64');
}

export function isConfidential({ secrets }: LocalClient): boolean {
  return secrets.length > 0;
}

/** Whether the secret is one of the client, or is left out where there is none. */
export function isSecretOf(client: LocalClient, given: string | undefined): boolean {
  if (given === undefined) return !isConfidential(client);
  return client.secrets.some(({ value }) => isSameText(value, given));
}
