import { invalidParameter, ServiceException } from '../wire/service-exception.js';
import type { PoolUser } from './pool-user.interface.js';
import type { Users } from './users.js';

/** Whom an identity provider vouches for. */
export interface ProviderIdentity {
  /** Such as `Google`. */
  readonly provider: string;
  /** `Cognito_Subject` for the id at the provider, or `email`. */
  readonly attribute: string;
  readonly value: string;
}

/** What a provider says of somebody who signs in there. */
interface SignedInThere {
  readonly provider: string;
  readonly userId: string;
  readonly email: string;
}

/** Cognito's quota. */
const MAX_LINKS = 5;

/** The user that was linked with whoever signs in at a provider. */
export function findLinked(users: Users, who: SignedInThere): PoolUser | undefined {
  return users.all().find(({ links = [] }) => links.some((link) => isMeant(link, who)));
}

/**
 * Has a user of the pool stand for an identity at a provider.
 *
 * @throws {ServiceException} InvalidParameterException, AliasExistsException or LimitExceededException
 */
export function linkIdentity(
  users: Users,
  user: PoolUser,
  identity: ProviderIdentity,
  nowMs: number,
): void {
  if (users.get(`${identity.provider}_${identity.value}`) !== undefined) {
    throw invalidParameter(
      'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
    );
  }
  const owner = ownerOf(users, identity);
  if (owner === user) throw invalidParameter('SourceUser is already linked to DestinationUser');
  if (owner !== undefined) {
    throw new ServiceException(
      'AliasExistsException',
      'Already found an entry for the provider username',
    );
  }
  const links = user.links ?? [];
  if (links.length >= MAX_LINKS) {
    throw new ServiceException(
      'LimitExceededException',
      'A user has five linked identities at most.',
    );
  }
  setLinks(users, user, [...links, { ...identity, linkedMs: nowMs }]);
}

/** Undoes {@link linkIdentity}. @returns whether there was such a link */
export function unlinkIdentity(users: Users, identity: ProviderIdentity): boolean {
  const user = ownerOf(users, identity);
  if (user === undefined) return false;
  setLinks(
    users,
    user,
    (user.links ?? []).filter((link) => !isSame(link, identity)),
  );
  return true;
}

function ownerOf(users: Users, identity: ProviderIdentity): PoolUser | undefined {
  return users.all().find(({ links = [] }) => links.some((link) => isSame(link, identity)));
}

function isSame(link: ProviderIdentity, { provider, attribute, value }: ProviderIdentity): boolean {
  return link.provider === provider && link.attribute === attribute && link.value === value;
}

function isMeant(link: ProviderIdentity, { provider, userId, email }: SignedInThere): boolean {
  if (link.provider !== provider) return false;
  return link.attribute === 'email'
    ? link.value.toLowerCase() === email.toLowerCase()
    : link.value === userId;
}

/** They show in the attribute `identities`, as Cognito has it. */
function setLinks(users: Users, user: PoolUser, links: NonNullable<PoolUser['links']>): void {
  const { identities: before = '[]', ...attributes } = user.attributes;
  const linked = links.map(({ provider, value, linkedMs }) => ({
    userId: value,
    providerName: provider,
    providerType: provider,
    issuer: null,
    primary: 'false',
    dateCreated: String(linkedMs),
  }));
  // That of a user who has come from a provider.
  const own = (JSON.parse(before) as readonly { primary: string }[]).filter(
    ({ primary }) => primary === 'true',
  );
  const identities = [...own, ...linked];
  user.links = links;
  user.attributes =
    identities.length === 0
      ? attributes
      : { ...attributes, identities: JSON.stringify(identities) };
  users.touch(user);
}
