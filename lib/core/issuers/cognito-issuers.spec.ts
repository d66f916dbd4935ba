import { apiEndpointOf, issuersOf, isRegionShaped, regionalEndpoint } from './cognito-issuers.js';

describe('isRegionShaped', () => {
  it.each(['eu-west-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1', 'ap-southeast-12'])(
    'takes %s for a region',
    (text) => {
      expect(isRegionShaped(text)).toBe(true);
    },
  );

  it.each([
    '',
    'local',
    'west-1',
    'e-west-1',
    'eu-west',
    'eu-west-',
    'eu--west-1',
    'eu1-west-1',
    'eu-WEST-1',
    'eu-west-1a',
    ' eu-west-1',
    'eu-west-1\n',
    'eu-west-1.evil.com/',
  ])('does not take %j for a region', (text) => {
    expect(isRegionShaped(text)).toBe(false);
  });
});

describe('issuersOf', () => {
  it.each([
    ['eu-west-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
    ['eu-cn-1', 'amazonaws.com'],
    ['eu-eusc-1', 'amazonaws.com'],
  ])('gives both types for %s under %s', (region, suffix) => {
    expect(issuersOf(region, `${region}_AbC`)).toEqual({
      ORIGINAL: `https://cognito-idp.${region}.${suffix}/${region}_AbC`,
      UPDATED: `https://issuer-cognito-idp.${region}.${suffix}/${region}_AbC`,
    });
  });
});

describe('apiEndpointOf', () => {
  it.each<readonly [string, string | undefined]>([
    ...(['eu-west-1', 'cn-north-1', 'eusc-de-east-1'] as const).flatMap((region) => {
      const { ORIGINAL, UPDATED } = issuersOf(region, `${region}_AbC`);
      const origin = new URL(ORIGINAL).origin;
      return [
        [ORIGINAL, origin],
        [UPDATED, origin],
      ] as const;
    }),
    ['http://127.0.0.1:9229/local_abc', 'http://127.0.0.1:9229'],
    ['https://issuer.example/pool', 'https://issuer.example'],
    ['no URL', undefined],
  ])('gives for %s the endpoint %p', (issuer, endpoint) => {
    expect(apiEndpointOf(issuer)).toBe(endpoint);
  });
});

describe('regionalEndpoint', () => {
  it.each([
    ['eu-west-1', 'https://cognito-identity.eu-west-1.amazonaws.com'],
    ['us-gov-west-1', 'https://cognito-identity.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'https://cognito-identity.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'https://cognito-identity.eusc-de-east-1.amazonaws.eu'],
  ])('of %s is %s', (region, endpoint) => {
    expect(regionalEndpoint('cognito-identity', region)).toBe(endpoint);
  });
});
