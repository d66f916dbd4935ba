import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { CognitoAuthModule } from 'nestjs-cognito-auth';
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { WebSocketAuthenticator, webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { GraphqlOptions } from './lots/graphql-options.js';
import { LotsResolver } from './lots/lots.resolver.js';
import { LotsService } from './lots/lots.service.js';
import { RoomGateway } from './room/room.gateway.js';
import { UserPoolModule } from './user-pool.module.js';

@Module({
  imports: [
    CognitoAuthModule.forRootAsync({
      imports: [UserPoolModule],
      inject: [LocalUserPool],
      // GraphQL needs no transport of its own; WebSockets do.
      useFactory: ({ options }: LocalUserPool) => ({
        ...options,
        transports: [webSocketTransport()],
      }),
    }),
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      useClass: GraphqlOptions,
    }),
  ],
  providers: [LotsResolver, LotsService, RoomGateway, WebSocketAuthenticator],
})
export class AppModule {}
