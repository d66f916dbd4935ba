import { createHash } from 'node:crypto';
import { untilAborted } from '../../core/internal.js';
import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import { needed } from '../sign-in/needed.js';
import { readTokens } from '../sign-in/read-sign-in.js';
import type { UserPoolTokens } from '../sign-in/tokens.interface.js';
import { contextOf, metadataOf } from './call-context.js';
import type { CallOptions } from './call-options.interface.js';
import type { UserPoolCalls, UserPoolWork } from './user-pool-calls.js';

/** A refresh token, and what belongs to it. */
export interface RefreshInput {
  readonly refreshToken: string;
  /** Of the device that the token was given to, where the user pool tracks devices. */
  readonly deviceKey?: string;
  /** The `username` or `sub` of the tokens. Only for `refreshOperation: 'REFRESH_TOKEN_AUTH'` with a client secret. */
  readonly username?: string;
}

/** Tokens of a refresh. There is always a refresh token: the new one, or the old one where it stays good. */
export type RefreshedTokens = UserPoolTokens & { readonly refreshToken: string };

/** GetTokensFromRefreshToken and RevokeToken. */
export class RefreshOperations {
  readonly #calls: UserPoolCalls;
  readonly #options: ResolvedUserPoolOptions;
  /** By a digest, so that no token is kept. Each goes when its call ends, of which there is a bound. */
  readonly #underWay = new Map<string, Promise<RefreshedTokens>>();

  constructor(calls: UserPoolCalls, options: ResolvedUserPoolOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  /** A caller that gives up does not end the call for the others. */
  async refresh(input: RefreshInput, options: CallOptions): Promise<RefreshedTokens> {
    const { signal } = options;
    const shared = this.#share(input, options);
    return signal === undefined ? shared : untilAborted(shared, signal);
  }

  async revoke(refreshToken: string, { signal }: CallOptions): Promise<void> {
    await this.#calls.run('revocation', signal, async (calls) => {
      const secret = await calls.clientSecret();
      return calls.write('RevokeToken', {
        Token: needed('refreshToken', refreshToken),
        ClientId: this.#options.clientId,
        ...(secret === undefined ? {} : { ClientSecret: secret }),
      });
    });
  }

  #share(input: RefreshInput, options: CallOptions): Promise<RefreshedTokens> {
    const key = createHash('sha256')
      .update(JSON.stringify([input.refreshToken, input.deviceKey, input.username]))
      .digest('base64');
    const known = this.#underWay.get(key);
    if (known !== undefined) return known;
    const pending = this.#refresh(input, options).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, pending);
    return pending;
  }

  #refresh(input: RefreshInput, options: CallOptions): Promise<RefreshedTokens> {
    return this.#calls.run('refresh', undefined, async (calls) => {
      const refreshToken = needed('refreshToken', input.refreshToken);
      const ask = this.#options.retryRefresh ? calls.read : calls.write;
      const answer =
        this.#options.refreshOperation === 'GetTokensFromRefreshToken'
          ? await ask('GetTokensFromRefreshToken', await this.#input(calls, input, options))
          : await ask('InitiateAuth', await this.#olderInput(calls, input, options));
      return { refreshToken, ...readTokens(answer.object('AuthenticationResult')) };
    });
  }

  async #input(
    calls: UserPoolWork,
    { refreshToken, deviceKey }: RefreshInput,
    options: CallOptions,
  ): Promise<object> {
    const secret = await calls.clientSecret();
    return {
      ClientId: this.#options.clientId,
      RefreshToken: refreshToken,
      ...(secret === undefined ? {} : { ClientSecret: secret }),
      ...(deviceKey === undefined ? {} : { DeviceKey: deviceKey }),
      ...metadataOf(options),
    };
  }

  async #olderInput(
    calls: UserPoolWork,
    { refreshToken, deviceKey, username }: RefreshInput,
    options: CallOptions,
  ): Promise<object> {
    const { clientId, clientSecret } = this.#options;
    const hash =
      clientSecret === undefined ? undefined : await calls.secretHash(needed('username', username));
    return {
      ClientId: clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: {
        REFRESH_TOKEN: refreshToken,
        ...(hash === undefined ? {} : { SECRET_HASH: hash }),
        ...(deviceKey === undefined ? {} : { DEVICE_KEY: deviceKey }),
      },
      ...contextOf(options),
    };
  }
}
