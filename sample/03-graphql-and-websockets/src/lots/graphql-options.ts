import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { Context } from 'graphql-ws';
import { CognitoTokenVerifier, isCognitoAuthError, TokenLifetime } from 'nestjs-cognito-auth';

/** The part of a WebSocket that is needed here. */
interface Socket {
  close(code: number, reason: string): void;
  once(event: 'close', listener: () => void): void;
}

/** Close codes below 4000 are not for applications; graphql-ws uses this one for the same purpose. */
const UNAUTHORIZED = 4401;

@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  constructor(
    private readonly verifier: CognitoTokenVerifier,
    private readonly lifetime: TokenLifetime,
  ) {}

  createGqlOptions(): ApolloDriverConfig {
    return {
      driver: ApolloDriver,
      autoSchemaFile: true,
      // Without this, Nest guards queries, mutations and subscriptions, and no fields.
      fieldResolverEnhancers: ['guards'],
      subscriptions: {
        'graphql-ws': { onConnect: (connection) => this.closeAtExpiry(connection) },
      },
    };
  }

  /** A subscription is checked when it starts. This ends it with the token that it was started with. */
  private async closeAtExpiry({ connectionParams, extra }: Context): Promise<boolean> {
    const [, token = ''] = /^Bearer (.+)$/i.exec(String(connectionParams?.['authorization'])) ?? [];
    try {
      const user = await this.verifier.verify(token);
      const { socket } = extra as { readonly socket: Socket };
      const callOff = this.lifetime.onEnd(user, () =>
        socket.close(UNAUTHORIZED, 'The token has expired'),
      );
      socket.once('close', callOff);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }
}

/** Keys that cannot be had say nothing about the token. */
function isRefusal(error: unknown): boolean {
  return isCognitoAuthError(error) && error.code !== 'ERR_COGNITO_SIGNING_KEYS_UNAVAILABLE';
}
