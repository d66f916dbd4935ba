import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { CognitoAuthModule, type UserPoolOptions } from 'nestjs-cognito-auth';
import { WebSocketAuthenticator, webSocketTransport } from 'nestjs-cognito-auth/websockets';
import { GraphqlOptions } from './lots/graphql-options.js';
import { LotsResolver } from './lots/lots.resolver.js';
import { LotsService } from './lots/lots.service.js';
import { RoomGateway } from './room/room.gateway.js';

@Module({})
export class AppModule {
  /** An application of one pool would write all of it into `@Module()`. */
  static forUserPool(userPool: UserPoolOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        // GraphQL needs no transport of its own; WebSockets do.
        CognitoAuthModule.forRoot({ ...userPool, transports: [webSocketTransport()] }),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          useClass: GraphqlOptions,
        }),
      ],
      providers: [LotsResolver, LotsService, RoomGateway, WebSocketAuthenticator],
    };
  }
}
