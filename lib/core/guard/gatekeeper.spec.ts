import { type ExecutionContext, Logger } from '@nestjs/common';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoUser } from '../claims/cognito-user.js';
import { currentUserOn } from '../transport/authenticated-user.js';
import { OptionalAuth } from '../decorators/optional-auth.decorator.js';
import { Public } from '../decorators/public.decorator.js';
import { RequireAnyGroup } from '../decorators/require-any-group.decorator.js';
import {
  IssuerUnknownError,
  TokenAmbiguousError,
  TokenExpiredError,
  TokenMissingError,
} from '../errors/token-refused.errors.js';
import type { CognitoAuthEvent } from '../events/cognito-auth-event.interface.js';
import { DecisionReporter } from '../events/decision-reporter.js';
import { EventReporter } from '../events/event-reporter.js';
import type { AuthTransport } from '../transport/auth-transport.interface.js';
import type { ResolvedCognitoAuthOptions } from '../options/resolved-cognito-auth-options.interface.js';
import type { RefusedError } from '../errors/refusals.js';
import { RequirementKinds } from '../access/requirement-kinds.js';
import { Gatekeeper } from './gatekeeper.js';
import { TokenAuthenticator } from './token-authenticator.js';

class Controller {
  required(): void {}
  @Public() open(): void {}
  @OptionalAuth() optional(): void {}
  @RequireAnyGroup('admin') admin(): void {}
}

/** A request: what stands for its token, and what was done to it. */
interface Call {
  token?: string | Error;
  published: unknown[];
}

class Refused extends Error {
  constructor(readonly refused: RefusedError) {
    super();
  }
}

const transport: AuthTransport = {
  contextType: 'http',
  tokenOf: (context) => {
    const { token } = context.switchToHttp().getRequest<Call>();
    if (token instanceof Error) throw token;
    return token;
  },
  carrierOf: (context) => context.switchToHttp().getRequest<Call>(),
  exposeUser: (context, user) => context.switchToHttp().getRequest<Call>().published.push(user),
  refuse: (_context, { error }) => {
    throw new Refused(error);
  },
};

const users = new Map<string, CognitoUser | Error>();
const verified: string[] = [];
const verifier = {
  verifyOrRecall: async (token: string) => {
    verified.push(token);
    const user = users.get(token);
    if (!(user instanceof CognitoUser)) throw user ?? new Error('no such token');
    return user;
  },
  checkTimes: () => undefined,
};

const events: CognitoAuthEvent[] = [];
const eventReporter = new EventReporter(() => undefined);
const reporter = new DecisionReporter(eventReporter, (line) =>
  new Logger('CognitoAuth').debug(line),
);
eventReporter.addListener((event) => events.push(event));
const debugged: unknown[] = [];
/** What the lines are logged under. */
const contexts = new Set<unknown>();
let gatekeeper: Gatekeeper;
const extensions = { isClosed: true };

const gatekeeperWith = (
  httpTransport: AuthTransport = transport,
  options: Partial<ResolvedCognitoAuthOptions> = {},
): Gatekeeper =>
  new Gatekeeper(
    new TokenAuthenticator(verifier, { tokenSources: [] }),
    reporter,
    httpTransport,
    { contextType: 'graphql' } as AuthTransport,
    () => undefined,
    new RequirementKinds(),
    extensions,
    { transports: [], mapUser: undefined, realm: 'api', ...options },
  );

const contextOf = (
  call: Call,
  handler: Exclude<keyof Controller, 'constructor'> = 'required',
  type = 'http',
): ExecutionContext =>
  ({
    getType: () => type,
    getClass: () => Controller,
    getHandler: () => Controller.prototype[handler],
    switchToHttp: () => ({ getRequest: () => call }),
  }) as unknown as ExecutionContext;

const userWith = (groups: readonly string[] = []): CognitoUser =>
  new CognitoUser(
    {
      sub: 'sub-1',
      token_use: 'access',
      client_id: 'client-1',
      exp: 1,
      'cognito:groups': groups,
    } as unknown as CognitoClaims,
    'pool-1',
  );

/** How a call ends: whether it may go on, or what it was refused with. */
const outcome = async (...given: Parameters<typeof contextOf>): Promise<unknown> => {
  try {
    return await gatekeeper.authenticate(contextOf(...given));
  } catch (error) {
    return error instanceof Refused ? error.refused : error;
  }
};

const accepted = {
  type: 'accepted',
  sub: 'sub-1',
  userPoolId: 'pool-1',
  clientId: 'client-1',
  tokenUse: 'access',
};

beforeEach(() => {
  for (const list of [events, debugged, verified]) list.length = 0;
  users.clear();
  import.meta.jest.spyOn(Logger.prototype, 'debug').mockImplementation(function debug(
    this: unknown,
    ...parts: unknown[]
  ) {
    debugged.push(...parts);
    contexts.add((this as { readonly context?: string }).context);
  });
  gatekeeper = gatekeeperWith();
});

afterEach(() => import.meta.jest.restoreAllMocks());

describe('Gatekeeper', () => {
  it('lets a good token in, with its user on the call', async () => {
    const user = userWith();
    users.set('good', user);
    const call: Call = { token: 'good', published: [] };

    expect(await outcome(call)).toBe(true);
    expect(currentUserOn(call)).toBe(user);
    expect(call.published).toEqual([user]);
    expect(events).toEqual([accepted]);
    expect(debugged).toEqual([]);
  });

  it.each(['required', 'open'] as const)(
    'refuses a call that is %s with 503 until the application has booted',
    async (handler) => {
      users.set('good', userWith());
      extensions.isClosed = false;
      try {
        expect(await outcome({ token: 'good', published: [] }, handler)).toMatchObject({
          status: 503,
          message: expect.stringContaining('The application has not booted yet'),
        });
      } finally {
        extensions.isClosed = true;
      }
      expect([verified, events]).toEqual([[], []]);
    },
  );

  it('touches no public call', async () => {
    const call: Call = { token: new TokenAmbiguousError(), published: [] };

    expect(await outcome(call, 'open')).toBe(true);
    expect(Reflect.ownKeys(call)).toEqual(['token', 'published']);
    expect([call.published, events, verified]).toEqual([[], [], []]);
  });

  it('works for a public call in whatever context', async () => {
    expect(await outcome({ published: [] }, 'open', 'rpc')).toBe(true);
  });

  it('refuses a call without a token', async () => {
    const call: Call = { published: [] };

    expect(await outcome(call)).toBeInstanceOf(TokenMissingError);
    expect(events).toEqual([{ type: 'refused', code: 'ERR_COGNITO_TOKEN_MISSING' }]);
    expect(debugged).toEqual([
      'Refused: ERR_COGNITO_TOKEN_MISSING (No token was sent) in Controller.required',
    ]);
    expect([...contexts]).toEqual(['CognitoAuth']);
  });

  it('lets an optional call without a token go on, with nobody on it', async () => {
    const call: Call = { published: [] };

    expect(await outcome(call, 'optional')).toBe(true);
    expect(currentUserOn(call)).toBeUndefined();
    expect(call.published).toEqual([undefined]);
    expect([events, verified]).toEqual([[], []]);
  });

  it('takes an earlier user off an optional call that has no token any more', async () => {
    users.set('good', userWith());
    const call: Call = { token: 'good', published: [] };
    await outcome(call);
    delete call.token;

    expect(await outcome(call, 'optional')).toBe(true);
    expect(currentUserOn(call)).toBeUndefined();
    expect(events).toEqual([accepted]);
  });

  it('works with a transport that shows the user nowhere else', async () => {
    const { exposeUser: _exposeUser, ...silent } = transport;
    gatekeeper = gatekeeperWith(silent);
    users.set('good', userWith());

    expect(await outcome({ token: 'good', published: [] })).toBe(true);
    expect(await outcome({ published: [] })).toBeInstanceOf(TokenMissingError);
  });

  it.each([new TokenAmbiguousError(), new TypeError('broken')])(
    'does not take %p for a missing token on an optional call',
    async (error) => {
      expect(await outcome({ token: error, published: [] }, 'optional')).toBe(error);
    },
  );

  it.each(['required', 'optional'] as const)(
    'refuses a bad token on a call that is %s',
    async (handler) => {
      users.set('old', new TokenExpiredError());

      expect(await outcome({ token: 'old', published: [] }, handler)).toBeInstanceOf(
        TokenExpiredError,
      );
      expect(events).toEqual([{ type: 'refused', code: 'ERR_COGNITO_TOKEN_EXPIRED' }]);
    },
  );

  it('refuses a user who lacks what is required, and says whose call it was', async () => {
    users.set('good', userWith(['staff']));
    const call: Call = { token: 'good', published: [] };

    expect(await outcome(call, 'admin')).toMatchObject({ code: 'ERR_COGNITO_GROUP_REQUIRED' });
    expect(events).toEqual([{ type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'sub-1' }]);
    users.set('better', userWith(['admin']));
    expect(await outcome({ token: 'better', published: [] }, 'admin')).toBe(true);
  });

  it('leaves nobody on a call that it refuses, whoever stood there', async () => {
    users.set('good', userWith());
    const call: Call = { token: 'good', published: [] };
    await outcome(call);
    call.token = new TokenMissingError();
    await outcome(call);

    expect(currentUserOn(call)).toBeUndefined();
    expect(Object.getOwnPropertySymbols(call)).toEqual([]);
    expect(call.published.at(-1)).toBeUndefined();
    expect(call.published).toHaveLength(2);
  });

  it('reports no failure of its own as a refusal', async () => {
    const error = new Error('broken');
    users.set('good', error);
    const call: Call = { token: 'good', published: [] };

    expect(await outcome(call)).toBe(error);
    expect([events, debugged]).toEqual([[], []]);
    expect(call.published).toEqual([undefined]);
  });

  it('verifies a token once for each call, and reports it once', async () => {
    users.set('good', userWith(['admin']));
    users.set('other', userWith());
    const call: Call = { token: 'good', published: [] };
    await outcome(call);
    await outcome(call, 'admin');
    expect([verified, events]).toEqual([['good'], [accepted]]);

    call.token = 'other';
    expect(await outcome(call)).toBe(true);
    await outcome({ token: 'other', published: [] });
    expect(verified).toEqual(['good', 'other', 'other']);
    expect(events).toHaveLength(3);
  });

  it('leaves the user to a call at the same time when it refuses another on the same request', async () => {
    // Both are verified before either is let in, so each verification has a user of its own.
    import.meta.jest.spyOn(verifier, 'verifyOrRecall').mockImplementation(async () => userWith());
    const call: Call = { token: 'good', published: [] };
    const outcomes = await Promise.all([outcome(call), outcome(call, 'admin')]);

    expect(outcomes).toEqual([
      true,
      expect.objectContaining({ code: 'ERR_COGNITO_GROUP_REQUIRED' }),
    ]);
    expect(currentUserOn(call)).toMatchObject({ sub: 'sub-1' });
  });

  it('maps the user for each operation where several come with one carrier, as over one socket', async () => {
    users.set('good', userWith());
    const accounts = [{ id: 1 }, undefined];
    let operation = {};
    gatekeeper = gatekeeperWith(
      { ...transport, operationOf: () => operation },
      { mapUser: () => accounts.shift() },
    );
    const call: Call = { token: 'good', published: [] };

    expect(await outcome(call)).toBe(true);
    expect(await outcome(call)).toBe(true);
    operation = {};
    expect(await outcome(call)).toMatchObject({ code: 'ERR_COGNITO_USER_REFUSED' });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['what it has answered', {}],
    ['true', true],
    ['a promise of true', Promise.resolve(true)],
  ])('lets no call go on where refuse() of a transport returns %s', async (_case, returned) => {
    gatekeeper = gatekeeperWith({ ...transport, refuse: (() => returned) as never });
    users.set('old', new TokenExpiredError());
    users.set('good', userWith());

    for (const token of [undefined, 'old', 'good']) {
      const call: Call = { ...(token === undefined ? {} : { token }), published: [] };
      expect(await outcome(call, 'admin')).toMatchObject({
        code: 'ERR_COGNITO_SETUP',
        message: expect.stringContaining("refuse() of the transport for 'http' has returned"),
      });
    }
  });

  it('waits for a transport that throws its refusal later', async () => {
    gatekeeper = gatekeeperWith({
      ...transport,
      refuse: (async (_context: unknown, { error }: { error: RefusedError }) => {
        await Promise.resolve();
        throw new Refused(error);
      }) as never,
    });

    expect(await outcome({ published: [] })).toBeInstanceOf(TokenMissingError);
  });

  it.each([Promise.resolve(), Promise.reject(new TokenAmbiguousError())])(
    'lets no call go on whose user a transport has not checked yet',
    async (pending) => {
      gatekeeper = gatekeeperWith({ ...transport, checkUser: () => pending as never });
      users.set('good', userWith());
      const call: Call = { token: 'good', published: [] };

      expect(await outcome(call)).toMatchObject({ code: 'ERR_COGNITO_SETUP' });
      expect(currentUserOn(call)).toBeUndefined();
    },
  );

  it('fails with what the transport makes of an error that is no refusal, and of no other', async () => {
    const hidden = new Error('hidden');
    gatekeeper = gatekeeperWith({ ...transport, failureOf: () => hidden });

    expect(await outcome({ token: new TypeError('down'), published: [] })).toBe(hidden);
    expect(await outcome({ published: [] })).toBeInstanceOf(TokenMissingError);
  });

  it('reports each kind of refusal once for all calls of an operation', async () => {
    const operation = {};
    gatekeeper = gatekeeperWith({ ...transport, operationOf: () => operation });
    users.set('good', userWith());
    const call: Call = { token: 'good', published: [] };
    for (let field = 0; field < 3; field += 1) {
      expect(await outcome(call, 'admin')).toMatchObject({ code: 'ERR_COGNITO_GROUP_REQUIRED' });
    }

    expect(events).toEqual([{ type: 'refused', code: 'ERR_COGNITO_GROUP_REQUIRED', sub: 'sub-1' }]);
    expect(debugged).toHaveLength(1);
  });

  it('verifies again what was refused', async () => {
    const call: Call = { token: 'late', published: [] };
    users.set('late', new TokenExpiredError());
    await outcome(call);
    users.set('late', userWith());

    expect(await outcome(call)).toBe(true);
  });

  it('says in the line for debugging where a call is refused, and what is asked for there', async () => {
    users.set('a', new IssuerUnknownError('https://x'));
    users.set('b', userWith());
    await outcome({ token: 'a', published: [] });
    await outcome({ token: 'b', published: [] }, 'admin');

    expect(debugged).toEqual([
      'Refused: ERR_COGNITO_ISSUER_UNKNOWN (The token is from an issuer that is not configured) in Controller.required, issuer "https://x"',
      'Refused: ERR_COGNITO_GROUP_REQUIRED (The user is not in a group that may do this) in Controller.admin, which asks for any group admin',
    ]);
  });

  it.each([
    ['ws', "add webSocketTransport() of 'nestjs-cognito-auth/websockets' to `transports`"],
    ['rpc', "add microserviceTransport() of 'nestjs-cognito-auth/microservices' to `transports`"],
    ['queue', "add a transport for 'queue' to `transports`"],
  ])(
    'refuses a context that no transport knows (%s), and names the handler',
    async (type, remedy) => {
      expect(await outcome({ token: 'good', published: [] }, 'required', type)).toMatchObject({
        code: 'ERR_COGNITO_SETUP',
        mistakes: [
          `CognitoAuthGuard cannot tell who calls Controller.required in a context of type '${type}', so it refuses the call; ${remedy}, or protect the handler in another way and remove the guard there (if the guard is global, add @Public())`,
        ],
      });
      expect(verified).toEqual([]);
    },
  );
});
