import { LoginPages } from './login-pages.js';

const PAGE = { browserId: 'b', action: '/login?a=1', step: { kind: 'sign-in' } } as const;

describe('LoginPages', () => {
  let nowMs = 0;
  let pages: LoginPages;
  let csrf: string;

  beforeEach(() => {
    nowMs = 1_000_000;
    pages = new LoginPages(() => nowMs);
    csrf = pages.open(PAGE);
  });

  it('takes a form back once', () => {
    expect(pages.close(csrf, 'b', '/login?a=1')).toBe(PAGE.step);
    expect(pages.close(csrf, 'b', '/login?a=1')).toBeUndefined();
  });

  it.each<[string, string | undefined, string | undefined, string]>([
    ['without a token', undefined, 'b', '/login?a=1'],
    ['with a token that is not ours', 'x', 'b', '/login?a=1'],
    ['from another browser', 'right', 'c', '/login?a=1'],
    ['from a browser without a cookie', 'right', undefined, '/login?a=1'],
    ['to another address', 'right', 'b', '/login?a=2'],
  ])('does not take a form %s', (_name, given, browserId, action) => {
    expect(pages.close(given === 'right' ? csrf : given, browserId, action)).toBeUndefined();
  });

  it('does not take a form after an hour', () => {
    nowMs += 60 * 60_000;
    expect(pages.close(csrf, 'b', '/login?a=1')).toBeUndefined();
  });

  it('makes tokens that differ', () => {
    expect(pages.open(PAGE)).not.toBe(csrf);
  });
});
