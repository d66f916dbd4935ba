import { describeUserAgent } from './describe-user-agent.js';

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('describeUserAgent', () => {
  it.each([
    [`${MAC} ${WEBKIT} Chrome/125.0.0.0 Safari/537.36`, 'Chrome 125 / macOS'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.1.2`,
      'Edge 126 / Windows',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
      'Firefox 127 / Linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari 17 / iOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/125.0.0.0 Mobile Safari/537.36`,
      'Chrome 125 / Android',
    ],
    [`${MAC} AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15`, 'Safari 17 / macOS'],
    ['aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1', 'aws-sdk-js 3 / Linux'],
    ['node', 'unknown'],
    ['Mozilla/5.0', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('tells what %s is', (userAgent, device) => {
    expect(describeUserAgent(userAgent)).toBe(device);
  });

  it('does not go on for ever', () => {
    const device = describeUserAgent(`${'x'.repeat(10_000)}/${'9'.repeat(10_000)}`);

    expect(device).toBe('unknown');
  });
});
