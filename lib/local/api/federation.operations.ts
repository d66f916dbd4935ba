import type { PoolUser } from '../pool/pool-user.interface.js';
import { linkIdentity, type ProviderIdentity, unlinkIdentity } from '../pool/linked-identities.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import { invalidParameter, resourceNotFound } from '../wire/service-exception.js';
import { type MembersOf, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member, userNotFound } from './api-context.js';

const WHO = {
  ProviderName: TEXT,
  ProviderAttributeName: TEXT,
  ProviderAttributeValue: TEXT,
};

/** Cognito's name for the pool itself. */
const POOL_ITSELF = 'Cognito';

/** Users of the pool who stand for somebody at an identity provider. */
export function federationOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    AdminLinkProviderForUser: defineOperation({
      input: { UserPoolId: TEXT, DestinationUser: structure(WHO), SourceUser: structure(WHO) },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const user = destination(context, member(input.DestinationUser, 'destinationUser'));
        const identity = identityIn(context, member(input.SourceUser, 'sourceUser'));
        linkIdentity(pool.users, user, identity, pool.now());
        return {};
      },
    }),
    AdminDisableProviderForUser: defineOperation({
      input: { UserPoolId: TEXT, User: structure(WHO) },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const who = member(input.User, 'user');
        if (who.ProviderName === POOL_ITSELF) {
          const user = destination(context, who);
          user.password = undefined;
          pool.users.touch(user);
        } else if (!unlinkIdentity(pool.users, identityIn(context, who))) {
          throw userNotFound();
        }
        return {};
      },
    }),
  };
}

/** A user of the pool by name, or one of a provider by the id there. */
function destination({ pool }: ApiContext, who: MembersOf<typeof WHO>): PoolUser {
  const provider = member(who.ProviderName, 'providerName');
  const value = member(who.ProviderAttributeValue, 'providerAttributeValue');
  const user =
    provider === POOL_ITSELF ? pool.users.find(value) : pool.users.get(`${provider}_${value}`);
  if (user === undefined) throw userNotFound();
  return user;
}

function identityIn({ pool }: ApiContext, who: MembersOf<typeof WHO>): ProviderIdentity {
  const provider = member(who.ProviderName, 'providerName');
  const attribute = member(who.ProviderAttributeName, 'providerAttributeName');
  const value = member(who.ProviderAttributeValue, 'providerAttributeValue');
  if (!pool.options.identityProviders.includes(provider)) {
    throw resourceNotFound(`Identity provider ${provider} does not exist.`);
  }
  // The page that stands in for a provider asks for nothing else.
  if (attribute !== 'Cognito_Subject' && attribute !== 'email') {
    throw invalidParameter('ProviderAttributeName must be Cognito_Subject or email here.');
  }
  return { provider, attribute, value };
}
