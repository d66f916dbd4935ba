import { randomBytes } from 'node:crypto';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a key id that nobody published: shaped like Cognito's, and another one each time. */
export function withUnknownKid(token) {
  const [, payload, signature] = token.split('.');
  const header = encode({ kid: randomBytes(32).toString('base64'), alg: 'RS256' });
  return [header, payload, signature].join('.');
}

/** A token whose signature belongs to another payload. */
export function withOtherPayload(token) {
  const [header, payload, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [header, encode({ ...claims, jti: randomBytes(16).toString('hex') }), signature].join('.');
}

/** What is no token at all. */
export function malformed() {
  return randomBytes(300).toString('base64url');
}

export const times = (count, make) => Array.from({ length: count }, (_value, index) => make(index));

/** Gives one value after the other, and then the first again. */
export function inTurn(values) {
  let given = -1;
  return () => {
    given = (given + 1) % values.length;
    return values[given];
  };
}
