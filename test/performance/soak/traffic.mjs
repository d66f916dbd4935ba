import { malformed, withOtherPayload, withUnknownKid } from '../tokens.mjs';

/** How often each kind of token is sent. */
const WEIGHTS = {
  accessToken: 30,
  idToken: 20,
  previous: 15,
  retired: 5,
  expired: 8,
  forged: 5,
  unknownKid: 10,
  malformed: 7,
};

const accessKidOf = (pool) => pool.jwks.keys[0].kid;
const idKidOf = (pool) => pool.jwks.keys[1].kid;

const MAKERS = {
  accessToken: ({ current }) => [current.accessToken(), accessKidOf(current)],
  idToken: ({ current }) => [current.idToken(), idKidOf(current)],
  previous: ({ previous }) => [previous.accessToken(), accessKidOf(previous)],
  // Until keys were changed, there are none that were withdrawn.
  retired: ({ oldest }) => [oldest.accessToken(), accessKidOf(oldest)],
  expired: ({ current }) => [current.accessToken({ expiresInSeconds: -60 }), accessKidOf(current)],
  forged: ({ current }) => [withOtherPayload(current.accessToken()), accessKidOf(current)],
  unknownKid: ({ current }) => [withUnknownKid(current.accessToken()), 'unknown'],
  malformed: () => [malformed(), 'none'],
};

/** The next token, of a random kind. */
export function drawToken(random, generations) {
  const kind = random.pickWeighted(WEIGHTS);
  const [previous, current] = generations.slice(-2);
  const [token, kid] = MAKERS[kind]({ current, previous, oldest: generations[0] });
  return { kind, token, kid };
}
