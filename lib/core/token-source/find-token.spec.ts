import { runInNewContext } from 'node:vm';
import { findToken } from './find-token.js';
import type { TokenSource } from './token-source.interface.js';

const request = { headers: {} };
const giving =
  (token: string | undefined): TokenSource =>
  () =>
    token;
const givingLater =
  (token: string | undefined): TokenSource =>
  async () =>
    token;

const outcome = async (find: () => unknown): Promise<unknown> => {
  try {
    return await find();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe.each<[string, (token: string | undefined) => TokenSource]>([
  ['sources that answer at once', giving],
  ['sources that have to wait', givingLater],
])('findToken with %s', (_case, source) => {
  it.each<[string, (string | undefined)[], string | undefined]>([
    ['the only one', ['a'], 'a'],
    ['the first', ['a', undefined], 'a'],
    ['the last', [undefined, undefined, 'a'], 'a'],
    ['the one beside what is empty', ['', 'a', ''], 'a'],
    ['one that is there twice', ['a', undefined, 'a'], 'a'],
    ['none', [undefined], undefined],
    ['none where all is empty', ['', ''], undefined],
  ])('gives %s', async (_name, tokens, expected) => {
    expect(
      await findToken(
        tokens.map((token) => source(token)),
        request,
      ),
    ).toBe(expected);
  });

  it('refuses two different ones', async () => {
    expect(
      await outcome(() =>
        findToken(
          ['a', undefined, 'b'].map((token) => source(token)),
          request,
        ),
      ),
    ).toBe('ERR_COGNITO_TOKEN_AMBIGUOUS');
  });

  it('compares them with those of the other kind', async () => {
    for (const other of [giving('b'), givingLater('b')]) {
      expect(await outcome(() => findToken([source('a'), other], request))).toBe(
        'ERR_COGNITO_TOKEN_AMBIGUOUS',
      );
      expect(await findToken([source('b'), other], request)).toBe('b');
    }
  });

  it('says where a token stands that caches must not keep', async () => {
    let times = 0;
    const secret = Object.assign(source('a'), { forbidsCaching: true });
    const empty = Object.assign(source(undefined), { forbidsCaching: true });
    await findToken([secret, empty], request, () => (times += 1));

    expect(times).toBe(1);
  });
});

describe('findToken', () => {
  it('answers at once where all sources do', () => {
    expect(findToken([giving('a')], request)).toBe('a');
  });

  it('asks the sources about the request', () => {
    expect(
      findToken([({ headers }) => headers['x-token'] as string], { headers: { 'x-token': 'a' } }),
    ).toBe('a');
  });

  it('takes null for none', () => {
    expect(findToken([() => null, giving('a')], request)).toBe('a');
  });

  it('waits for a promise of another realm', async () => {
    const promise = runInNewContext("Promise.resolve('a')") as Promise<string>;

    expect(await findToken([() => promise], request)).toBe('a');
  });

  it('passes on what a source fails with', async () => {
    const failing = () => Promise.reject(new RangeError('the store is down'));

    await expect(findToken([failing, giving('a')], request)).rejects.toThrow(RangeError);
  });

  it('leaves no rejection behind where another source throws first', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const throwing = (): string => {
      throw new RangeError('at once');
    };

    expect(() => findToken([() => Promise.reject(new Error('later')), throwing], request)).toThrow(
      RangeError,
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it.each([
    [1, 'a value of type number'],
    [true, 'a value of type boolean'],
    [{ token: 'secret' }, 'a value of type object'],
    [['secret'], 'a list'],
    [() => 'secret', 'a value of type function'],
  ])(
    'fails where a source gives %p, at once or later, and does not show it',
    async (given, kind) => {
      const mistakes = [
        `tokenSources[1]: must return a string, or undefined if there is no token (it returned ${kind})`,
      ];
      for (const source of [() => given, async () => given]) {
        await expect(
          (async () => findToken([giving('a'), source as unknown as () => string], request))(),
        ).rejects.toMatchObject({ code: 'ERR_COGNITO_SETUP', mistakes });
      }
    },
  );
});
