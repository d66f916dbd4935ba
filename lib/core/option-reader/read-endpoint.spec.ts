import { OptionReader } from './option-reader.js';
import { readEndpoint } from './read-endpoint.js';

function read(endpoint: unknown): [string | undefined, string[]] {
  const mistakes: string[] = [];
  return [readEndpoint(new OptionReader({ endpoint }, '', mistakes), 'endpoint'), mistakes];
}

describe('readEndpoint', () => {
  it.each([
    'https://cognito-idp-fips.us-east-1.amazonaws.com',
    'http://127.0.0.1:9229',
    'http://localhost:9229',
    'http://cognito.localhost',
    'http://[::1]:9229',
  ])('takes %s', (endpoint) => {
    expect(read(endpoint)).toEqual([endpoint, []]);
  });

  it('leaves out what is absent', () => {
    expect(read(undefined)).toEqual([undefined, []]);
  });

  it.each(['http://cognito:9229', 'http://127.0.0.1.example.com', 'ftp://127.0.0.1', 'cognito', 7])(
    'refuses %s',
    (endpoint) => {
      const [value, mistakes] = read(endpoint);

      expect(value).toBeUndefined();
      expect(mistakes).toEqual([expect.stringMatching(/^endpoint: must be/)]);
    },
  );

  it('shows no password that was given', () => {
    const [value, mistakes] = read('https://user:hunter2@example.com');

    expect(value).toBeUndefined();
    expect(mistakes).toEqual([expect.stringMatching(/^endpoint: must not hold credentials/)]);
    expect(mistakes.join()).not.toContain('hunter2');
  });
});
