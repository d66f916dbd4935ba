import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig, ApolloFederationDriver } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import {
  MercuriusDriver,
  type MercuriusDriverConfig,
  MercuriusFederationDriver,
  type MercuriusFederationDriverConfig,
} from '@nestjs/mercurius';

// A graph of the resolvers of its application, with each driver of Nest.

export const apolloGraph = (options: Partial<ApolloDriverConfig> = {}): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    ...options,
  });

export const federatedApolloGraph = (options: Partial<ApolloDriverConfig> = {}): DynamicModule =>
  GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloFederationDriver,
    autoSchemaFile: { federation: 2 },
    // Without it, every application prints that it traces.
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    ...options,
  });

export const mercuriusGraph = (options: Partial<MercuriusDriverConfig> = {}): DynamicModule =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    autoSchemaFile: true,
    ...options,
  });

export const federatedMercuriusGraph = (
  options: Partial<MercuriusFederationDriverConfig> = {},
): DynamicModule =>
  GraphQLModule.forRoot<MercuriusFederationDriverConfig>({
    driver: MercuriusFederationDriver,
    autoSchemaFile: { federation: 2 },
    ...options,
  });
