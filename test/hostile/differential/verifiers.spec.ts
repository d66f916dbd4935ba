import type { INestApplication } from '@nestjs/common';
import { get } from '../../support/send.js';
import { CORPUS, GOOD_NAMES, NOW_SECONDS, type TokenCase } from './support/corpus.js';
import { DISAGREEMENTS, type Verdicts } from './support/disagreements.js';
import {
  awsVerifier,
  joseVerifier,
  ourVerifier,
  startOurApp,
  type Verify,
} from './support/verifiers.js';

const listed: ReadonlyMap<string, readonly (keyof Verdicts)[]> = new Map(
  DISAGREEMENTS.flatMap(({ names, acceptedBy }) => names.map((name) => [name, acceptedBy])),
);

const named = (cases: readonly TokenCase[]): (readonly [string, string, TokenCase])[] =>
  cases.map((tokenCase) => [tokenCase.group, tokenCase.name, tokenCase]);

describe('our verifier, aws-jwt-verify and jose', () => {
  let app: INestApplication;
  let verifiers: Readonly<Record<keyof Verdicts, Verify>>;
  let now: jest.SpiedFunction<typeof Date.now>;

  beforeAll(async () => {
    app = await startOurApp();
    verifiers = { ours: ourVerifier(app), aws: awsVerifier(), jose: joseVerifier() };
    // The other two are told the time by an option or by our clock; aws-jwt-verify asks the machine.
    now = import.meta.jest.spyOn(Date, 'now').mockReturnValue(NOW_SECONDS * 1000);
  });

  afterAll(async () => {
    now.mockRestore();
    await app.close();
  });

  const verdictsOf = async ({ token }: TokenCase): Promise<Verdicts> => ({
    ours: await verifiers.ours(token),
    aws: await verifiers.aws(token),
    jose: await verifiers.jose(token),
  });

  it.each(named(CORPUS))(
    'agree on %s: %s, or disagree as listed',
    async (_group, name, tokenCase) => {
      const verdicts = await verdictsOf(tokenCase);
      const acceptedBy = listed.get(name);
      const expected =
        acceptedBy === undefined
          ? { ours: verdicts.ours, aws: verdicts.ours, jose: verdicts.ours }
          : {
              ours: acceptedBy.includes('ours'),
              aws: acceptedBy.includes('aws'),
              jose: acceptedBy.includes('jose'),
            };

      expect(verdicts).toEqual(expected);
      // Said apart from the list, so that no entry of it can allow this.
      expect(verdicts.ours && !verdicts.aws && !verdicts.jose).toBe(false);
    },
  );

  it.each(named(CORPUS.filter(({ name }) => GOOD_NAMES.includes(name))))(
    'all accept %s: %s',
    async (_group, _name, tokenCase) => {
      expect(await verdictsOf(tokenCase)).toEqual({ ours: true, aws: true, jose: true });
    },
  );

  // What they agree on could be wrong all the same; what all three accept is therefore said by name.
  it('all accept nothing but the good tokens and what is listed here', async () => {
    const accepted: string[] = [];
    for (const tokenCase of CORPUS) {
      const { ours, aws, jose } = await verdictsOf(tokenCase).catch(() => NOBODY);
      if (ours && aws && jose && !GOOD_NAMES.includes(tokenCase.name))
        accepted.push(tokenCase.name);
    }

    expect(accepted).toEqual([
      // RFC 7516 §4.1.3: zip is a member of JWE and means nothing here; the payload was not inflated.
      'zip DEF',
      // RFC 8259 §8.2: the grammar allows it.
      'a lone surrogate in the payload, escaped',
      // RFC 7515 §4, RFC 7519 §4: refuse, or take the last one, as JSON.parse does.
      'alg twice, the right one last',
      'kid twice, the right one last',
      'iss twice, the right one last',
      'client_id twice, the right one last',
      'token_use twice, the right one last',
      'exp twice, the right one last',
      // Claims that a pre token generation trigger can write and that decide nothing.
      'username null',
      'username true',
      'username []',
      'username {}',
      'cognito:groups null',
      'cognito:groups true',
      'cognito:groups []',
      'cognito:groups {}',
    ]);
  });
});

const NOBODY: Verdicts = { ours: false, aws: false, jose: false };

describe('the guard', () => {
  let app: INestApplication;
  let verify: Verify;

  beforeAll(async () => {
    app = await startOurApp();
    verify = ourVerifier(app);
  });

  afterAll(() => app.close());

  /** What HTTP lets through unchanged: no control characters, and no blanks at the ends of a value. */
  const sendable = CORPUS.filter(({ token }) =>
    /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(token),
  );

  it.each(named(sendable))(
    'decides as the verifier does about %s: %s',
    async (_group, _name, { token }) => {
      const { status, body } = await get(app, '/me', token);

      expect(status).toBe((await verify(token)) ? 200 : 401);
      expect(status === 200 || String(body.code).startsWith('ERR_COGNITO_')).toBe(true);
    },
  );

  it('is asked about nearly the whole corpus', () => {
    expect(sendable.length).toBeGreaterThan(CORPUS.length - 10);
  });
});

describe('the corpus', () => {
  it('has more than 300 tokens, each once and under its own name', () => {
    expect(CORPUS.length).toBeGreaterThan(300);
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
    expect(new Set(CORPUS.map(({ token }) => token)).size).toBe(CORPUS.length);
  });

  it('holds every token that the list of disagreements names, once', () => {
    const names = DISAGREEMENTS.flatMap((disagreement) => disagreement.names);

    expect(names.filter((name) => !CORPUS.some((tokenCase) => tokenCase.name === name))).toEqual(
      [],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('names for every disagreement who accepts the token and why', () => {
    for (const { acceptedBy, reason } of DISAGREEMENTS) {
      expect([1, 2]).toContain(acceptedBy.length);
      expect(reason).toMatch(/RFC \d{4}|AWS/);
    }
  });
});
