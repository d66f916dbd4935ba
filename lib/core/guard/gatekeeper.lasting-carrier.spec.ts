import type { ExecutionContext } from '@nestjs/common';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { currentUserOn } from '../transport/authenticated-user.js';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import { TokenAmbiguousError, TokenExpiredError } from '../errors/token-refused.errors.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import { DecisionReporter } from '../events/decision-reporter.js';
import { EventReporter } from '../events/event-reporter.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import { RequirementKinds } from '../access/requirement-kinds.js';
import { Gatekeeper } from './gatekeeper.js';
import { TokenAuthenticator } from './token-authenticator.js';

class Gateway {
  message(): void {}
  @OptionalAuth() optional(): void {}
  @RequireAnyGroup('admin') admin(): void {}
}

/** A connection: what its handshake carries. */
interface Connection {
  token?: string;
}

/** A token is the name of its user, with the hour at which it was issued behind it, as in `alice@2`. */
const userOf = (token: string): CognitoUser => {
  const [sub, hour = '0'] = token.split('@');
  const iat = Number(hour) * 3600;
  return new CognitoUser(
    { sub, iat, token_use: 'access', client_id: 'c' } as unknown as CognitoClaims,
    'pool',
  );
};

let isExpired: boolean;
const verified: string[] = [];
const events: CognitoAuthEvent[] = [];
const eventReporter = new EventReporter(() => undefined);
const reporter = new DecisionReporter(eventReporter, () => undefined);
eventReporter.addListener((event) => events.push(event));
const checked: CognitoUser[] = [];

const transport: AuthTransport = {
  contextType: 'connection',
  outlivesCall: true,
  tokenOf: (context, tools) => tools.findToken({ headers: { ...carrierOf(context) } }),
  carrierOf: (context) => carrierOf(context),
  checkUser: (_context, user) => {
    checked.push(user);
    if (user.sub === 'mallory') throw new TokenAmbiguousError();
  },
  refuse: (_context, { error }) => {
    throw error;
  },
};

const carrierOf = (context: ExecutionContext): Connection => context.getArgByIndex<Connection>(0);

const authenticator = new TokenAuthenticator(
  {
    checkTimes: () => undefined,
    verifyOrRecall: (token: string) => {
      verified.push(token);
      if (isExpired) throw new TokenExpiredError();
      return token === 'slow' ? Promise.resolve(userOf(token)) : userOf(token);
    },
  },
  { tokenSources: [({ headers }) => headers['token'] as string | undefined] },
);

const gatekeeper = new Gatekeeper(
  authenticator,
  reporter,
  { contextType: 'http' } as AuthTransport,
  { contextType: 'graphql' } as AuthTransport,
  () => undefined,
  new RequirementKinds(),
  { isClosed: true },
  { transports: [transport], mapUser: undefined, realm: 'api' },
);

const send = async (
  connection: Connection,
  handler: 'message' | 'optional' | 'admin' = 'message',
): Promise<unknown> => {
  const context = {
    getType: () => 'connection',
    getClass: () => Gateway,
    getHandler: () => Gateway.prototype[handler],
    getArgByIndex: () => connection,
  } as unknown as ExecutionContext;
  try {
    return await gatekeeper.authenticate(context);
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
};

describe('Gatekeeper on a carrier that outlives the call', () => {
  beforeEach(() => {
    isExpired = false;
    for (const list of [verified, events, checked]) list.length = 0;
  });

  it.each(['alice', 'slow'])(
    'verifies the token of %s on every call and keeps the user',
    async (token) => {
      const connection: Connection = { token };

      expect(await send(connection)).toBe(true);
      const user = currentUserOn(connection);
      expect(await send(connection)).toBe(true);
      expect(currentUserOn(connection)).toBe(user);
      expect(verified).toEqual([token, token]);
      expect(events).toEqual([expect.objectContaining({ type: 'accepted', sub: token })]);
    },
  );

  it('refuses the call after the one that the token was still good for, and keeps nobody', async () => {
    const connection: Connection = { token: 'alice' };
    await send(connection);
    isExpired = true;

    expect(await send(connection)).toBe('ERR_COGNITO_TOKEN_EXPIRED');
    expect(currentUserOn(connection)).toBeUndefined();
  });

  it('leaves the user to other calls when one asks for more than the user may', async () => {
    const connection: Connection = { token: 'alice' };
    await send(connection);

    expect(await send(connection, 'admin')).toBe('ERR_COGNITO_GROUP_REQUIRED');
    expect(currentUserOn(connection)).toMatchObject({ sub: 'alice' });
  });

  it('refuses whom the transport refuses, before anything is asked of the user', async () => {
    const connection: Connection = { token: 'mallory' };

    expect(await send(connection, 'admin')).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
    expect(currentUserOn(connection)).toBeUndefined();
    expect(checked).toHaveLength(1);
    expect(events).toEqual([
      { type: 'refused', code: 'ERR_COGNITO_TOKEN_AMBIGUOUS', sub: 'mallory' },
    ]);
  });

  it('leaves the user of a newer token on the connection, whenever the older one is decided on', async () => {
    const connection: Connection = { token: 'alice@2' };
    await send(connection);
    connection.token = 'alice@1';

    expect(await send(connection)).toBe(true);
    expect(currentUserOn(connection)).toMatchObject({ claims: { iat: 7200 } });
    expect(events).toHaveLength(1);
  });

  it('lets an optional call without a token go on, with nobody on it', async () => {
    const connection: Connection = {};

    expect(await send(connection, 'optional')).toBe(true);
    expect(currentUserOn(connection)).toBeUndefined();
  });

  it('refuses an optional call without a token on the connection of a user, whose calls would lose theirs', async () => {
    const connection: Connection = { token: 'alice' };
    await send(connection);
    delete connection.token;

    expect(await send(connection, 'optional')).toBe('ERR_COGNITO_TOKEN_MISSING');
  });

  it('takes a newer token', async () => {
    const connection: Connection = { token: 'alice' };
    await send(connection);
    connection.token = 'alice-again';

    expect(await send(connection)).toBe(true);
    expect(currentUserOn(connection)).toMatchObject({ sub: 'alice-again' });
  });
});
