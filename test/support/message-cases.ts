import type { LocalUserPool } from 'nestjs-cognito-auth/testing';

/** Whom a message is answered for, or the code of its refusal. */
type MessageOutcome = { readonly sub: string | null } | { readonly code: string };

/** A kind of handler, its pattern, a token or none, and what comes of it. */
type MessageCase = readonly [
  kind: string,
  pattern: string,
  token: ((pool: LocalUserPool) => string) | undefined,
  outcome: MessageOutcome,
];

const alice = (pool: LocalUserPool): string => pool.accessToken({ sub: 'alice' });
const root = (pool: LocalUserPool): string => pool.accessToken({ sub: 'root', groups: ['admin'] });
const noToken = (): string => 'a.b.c';

const MISSING = { code: 'ERR_COGNITO_TOKEN_MISSING' };
const MALFORMED = { code: 'ERR_COGNITO_TOKEN_MALFORMED' };
const GROUP_REQUIRED = { code: 'ERR_COGNITO_GROUP_REQUIRED' };

/** Messages to the handlers of `ChatGateway` and of `MessagesController`, which answer alike. */
export const messageCases: readonly MessageCase[] = [
  ['a guarded', 'whoami', alice, { sub: 'alice' }],
  ['a guarded', 'whoami', undefined, MISSING],
  ['a guarded', 'whoami', noToken, MALFORMED],
  [
    'a guarded',
    'whoami',
    (pool) => pool.accessToken({ expiresInSeconds: -60 }),
    { code: 'ERR_COGNITO_TOKEN_EXPIRED' },
  ],
  ['a guarded', 'whoami', (pool) => pool.idToken(), { code: 'ERR_COGNITO_TOKEN_USE_REFUSED' }],
  ['an administrators’', 'admin', undefined, MISSING],
  ['an administrators’', 'admin', alice, GROUP_REQUIRED],
  [
    'an administrators’',
    'admin',
    (pool) => pool.accessToken({ groups: ['Admin', 'administrators'] }),
    GROUP_REQUIRED,
  ],
  ['an administrators’', 'admin', root, { sub: 'root' }],
  ['an optional', 'optional', undefined, { sub: null }],
  ['an optional', 'optional', alice, { sub: 'alice' }],
  ['an optional', 'optional', noToken, MALFORMED],
  ['a public', 'open', undefined, { sub: null }],
  ['a public', 'open', noToken, { sub: null }],
];
