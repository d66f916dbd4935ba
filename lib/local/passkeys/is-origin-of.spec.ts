import { isOriginOf } from './is-origin-of.js';

describe('isOriginOf', () => {
  it.each([
    ['http://localhost:4200', 'localhost'],
    ['http://localhost', 'localhost'],
    ['http://auth.localhost:9229', 'localhost'],
    ['http://auth.localhost:9229', 'auth.localhost'],
    ['https://localhost:4200', 'localhost'],
    ['https://example.com', 'example.com'],
    ['https://app.example.com:8443', 'example.com'],
  ])('lets pages of %s have passkeys of %s', (origin, id) => {
    expect(isOriginOf(origin, id)).toBe(true);
  });

  it.each([
    ['http://example.com', 'example.com'],
    ['http://localhost.example.com', 'localhost.example.com'],
    ['https://example.com', 'app.example.com'],
    ['https://badexample.com', 'example.com'],
    ['https://example.com.evil.test', 'example.com'],
    ['https://example.com/', 'example.com'],
    ['https://example.com@evil.test', 'example.com'],
    ['https://evil.test/example.com', 'example.com'],
    ['ws://localhost', 'localhost'],
    ['http://127.0.0.1', 'localhost'],
    ['android:apk-key-hash:abc', 'example.com'],
    ['null', 'localhost'],
    ['', 'localhost'],
  ])('lets pages of %j have none of %s', (origin, id) => {
    expect(isOriginOf(origin, id)).toBe(false);
  });
});
