import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { ModulesContainer } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { scanReach } from '../../../test/support/reach-scan.js';
import { graphsOf } from './graphs-of.js';

@Resolver()
class HelloResolver {
  @Query(() => String)
  hello(): string {
    return 'hello';
  }
}

const OPTIONS: ApolloDriverConfig = {
  driver: ApolloDriver,
  autoSchemaFile: true,
  fieldResolverEnhancers: ['guards'],
};

describe('graphsOf', () => {
  it('finds the options and the driver of a GraphQLModule, and whether it has started', async () => {
    const { app, modules } = await scanReach({
      imports: [GraphQLModule.forRoot<ApolloDriverConfig>(OPTIONS)],
      providers: [HelloResolver],
    });

    const [graph, ...others] = graphsOf(modules);
    expect(others).toEqual([]);
    expect(graph?.options.fieldResolverEnhancers).toEqual(['guards']);
    expect(graph?.driver).toBeInstanceOf(ApolloDriver);
    expect(graph?.hasStarted).toBe(false);

    await app.init();
    expect(graphsOf(modules).map(({ hasStarted }) => hasStarted)).toEqual([true]);
    await app.close();
  });

  it('finds a graph whose driver is not known', () => {
    const module = { instance: {}, providers: new Map([['GqlModuleOptions', { instance: {} }]]) };

    expect(graphsOf(new Map([['a', module]]) as unknown as ModulesContainer)).toEqual([
      { options: {}, driver: undefined, hasStarted: false },
    ]);
  });

  it('finds none in an application without GraphQL', async () => {
    const { modules } = await scanReach({ providers: [HelloResolver] });

    expect(graphsOf(modules)).toEqual([]);
  });
});
