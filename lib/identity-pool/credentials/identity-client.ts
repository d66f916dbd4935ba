import { LRUCache } from 'lru-cache';
import { type CallsOfWork, CognitoCallFailure, type CognitoCalls } from '../../core/internal.js';
import { toIdentityPoolException } from '../errors/to-identity-pool-exception.js';
import type { ProvenLogin } from '../logins/proven-login.interface.js';
import type { IdentityCredentials } from './aws-credentials.interface.js';

/** A token for AssumeRoleWithWebIdentity of AWS STS, for the classic flow. */
export interface OpenIdToken {
  readonly token: string;
  readonly identityId: string;
}

export interface IdentityClientOptions {
  readonly calls: CognitoCalls;
  readonly identityPoolId: string;
  readonly maxIdentities: number;
}

/**
 * Asks the identity pool. It remembers identities, which do not change: the account has 25 calls of `GetId` a second.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html
 */
export class IdentityClient {
  readonly #calls: CognitoCalls;
  readonly #identityPoolId: string;
  readonly #identities: LRUCache<string, string>;

  constructor({ calls, identityPoolId, maxIdentities }: IdentityClientOptions) {
    this.#calls = calls;
    this.#identityPoolId = identityPoolId;
    this.#identities = new LRUCache({ max: maxIdentities });
  }

  /** @throws {IdentityPoolException} (rejects) */
  async credentials(login: ProvenLogin, customRoleArn?: string): Promise<IdentityCredentials> {
    const answer = await this.#ask(login, 'GetCredentialsForIdentity', {
      CustomRoleArn: customRoleArn,
    });
    return readCredentials(answer);
  }

  /** @throws {IdentityPoolException} (rejects) */
  async openIdToken(login: ProvenLogin): Promise<OpenIdToken> {
    const { Token: token, IdentityId: identityId } = (await this.#ask(
      login,
      'GetOpenIdToken',
      {},
    )) as { Token: string; IdentityId: string };
    return { token, identityId };
  }

  #ask(login: ProvenLogin, operation: string, input: object): Promise<object> {
    return this.#calls
      .run(undefined, (calls) => this.#askAs(calls, login, operation, input))
      .catch((error: unknown) => {
        throw toIdentityPoolException(error);
      });
  }

  /** An identity that has been deleted since is asked for once more. */
  async #askAs(
    calls: CallsOfWork,
    login: ProvenLogin,
    operation: string,
    input: object,
  ): Promise<object> {
    const known = this.#identities.get(login.identityKey);
    const Logins = login.logins;
    const askAs = (IdentityId: string): Promise<object> =>
      calls.read(operation, { ...input, IdentityId, Logins });
    if (known !== undefined) {
      try {
        return await askAs(known);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        this.#identities.delete(login.identityKey);
      }
    }
    return askAs(await this.#identify(calls, login));
  }

  async #identify(calls: CallsOfWork, { identityKey, logins }: ProvenLogin): Promise<string> {
    const { IdentityId: identityId } = (await calls.read('GetId', {
      IdentityPoolId: this.#identityPoolId,
      Logins: logins,
    })) as { IdentityId: string };
    this.#identities.set(identityKey, identityId);
    return identityId;
  }
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof CognitoCallFailure && error.service.exception === 'ResourceNotFoundException'
  );
}

interface GivenCredentials {
  readonly IdentityId: string;
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretKey: string;
    readonly SessionToken: string;
    /** Seconds since the epoch over HTTP; the SDK makes a `Date` of them. */
    readonly Expiration: number | Date;
  };
}

function readCredentials(answer: object): IdentityCredentials {
  const { IdentityId: identityId, Credentials: given } = answer as GivenCredentials;
  const { Expiration: expiration } = given;
  return Object.freeze({
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretKey,
    sessionToken: given.SessionToken,
    expiration: typeof expiration === 'number' ? new Date(expiration * 1000) : expiration,
    identityId,
  });
}
