import { isFromAllowedOrigin, needsOriginProof } from './origin-proof.js';

const ALLOWED = ['https://app.example'];

/** A request as Fastify shows it: what it says, and what was sent. */
const request = (headers: Record<string, string | string[]>, rawHeaders?: readonly string[]) => ({
  headers,
  raw: { rawHeaders },
});

describe('isFromAllowedOrigin', () => {
  it.each<[string, readonly string[], boolean]>([
    ['its own origin', ['Sec-Fetch-Site', 'same-origin'], true],
    ['its own origin, over HTTP/2', [':method', 'POST', 'sec-fetch-site', 'same-origin'], true],
    ['a listed origin', ['Origin', 'https://app.example'], true],
    [
      'a listed origin of another site',
      ['Origin', 'https://app.example', 'sec-fetch-site', 'cross-site'],
      true,
    ],
    ['another origin', ['Origin', 'https://evil.example'], false],
    ['another origin of the site', ['Sec-Fetch-Site', 'same-site'], false],
    ['no page', ['Sec-Fetch-Site', 'none'], false],
    [
      'the same site said twice',
      ['Sec-Fetch-Site', 'same-origin', 'sec-fetch-site', 'same-origin'],
      false,
    ],
    ['two sites', ['Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Site', 'cross-site'], false],
    ['two origins', ['Origin', 'https://app.example', 'Origin', 'https://evil.example'], false],
    [
      'two origins and its own',
      [
        'Origin',
        'https://a.example',
        'Origin',
        'https://b.example',
        'Sec-Fetch-Site',
        'same-origin',
      ],
      false,
    ],
    ['a name in place of a value', ['X-Any', 'sec-fetch-site', 'same-origin', 'x'], false],
    ['nothing', ['Host', 'app.example'], false],
  ])('decides by what was sent: %s', (_case, rawHeaders, isAllowed) => {
    expect(isFromAllowedOrigin(request({}, rawHeaders), ALLOWED)).toBe(isAllowed);
    expect(isFromAllowedOrigin({ headers: {}, rawHeaders }, ALLOWED)).toBe(isAllowed);
  });

  it.each<[string, Record<string, string>]>([
    ['its own origin', { 'sec-fetch-site': 'same-origin' }],
    ['a listed origin', { origin: 'https://app.example' }],
  ])('takes no word for %s that was not sent', (_case, said) => {
    const sent = ['Host', 'app.example', 'Origin', 'https://evil.example'];

    expect(isFromAllowedOrigin(request(said, sent), ALLOWED)).toBe(false);
    expect(isFromAllowedOrigin({ headers: said, rawHeaders: sent }, ALLOWED)).toBe(false);
  });

  it.each<[Record<string, string | string[]>, boolean]>([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://app.example' }, true],
    [{ origin: ['https://app.example'] }, true],
    [{ origin: ['https://app.example', 'https://app.example'] }, false],
    [{ 'sec-fetch-site': ['same-origin', 'same-origin'] }, false],
    [{ 'sec-fetch-site': 'same-origin, same-origin' }, false],
    [{}, false],
  ])('decides by headers %j where nobody knows what was sent', (headers, isAllowed) => {
    for (const rawHeaders of [undefined, []]) {
      expect(isFromAllowedOrigin(request(headers, rawHeaders), ALLOWED)).toBe(isAllowed);
    }
    expect(isFromAllowedOrigin({ headers }, ALLOWED)).toBe(isAllowed);
  });

  it('lists no origin by default, and knows one that means any', () => {
    const headers = { origin: 'https://app.example' };

    expect(isFromAllowedOrigin({ headers })).toBe(false);
    expect(isFromAllowedOrigin({ headers: {} }, '*')).toBe(true);
  });
});

describe('needsOriginProof', () => {
  it.each([
    ['GET', false],
    ['HEAD', false],
    ['OPTIONS', false],
    ['POST', true],
    ['CONNECT', true],
    ['get', true],
    [undefined, true],
  ])('says of %s %p', (method, isNeeded) => {
    expect(needsOriginProof({ method, headers: {} })).toBe(isNeeded);
  });

  it('says so of a GET that opens a socket, whatever a library says of it', () => {
    const rawHeaders = ['Upgrade', 'websocket'];

    expect(needsOriginProof({ method: 'GET', headers: { upgrade: 'websocket' } })).toBe(true);
    expect(needsOriginProof({ method: 'GET', headers: {}, rawHeaders })).toBe(true);
    expect(needsOriginProof({ method: 'GET', headers: {}, raw: { rawHeaders } })).toBe(true);
    expect(
      needsOriginProof({ method: 'GET', headers: { upgrade: 'x' }, rawHeaders: ['Host', 'a'] }),
    ).toBe(false);
  });
});
