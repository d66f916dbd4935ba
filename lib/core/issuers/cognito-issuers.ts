/** Such as `eu-west-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/** Whether a text has the form of an AWS region. */
export function isRegionShaped(text: string): boolean {
  return REGION.test(text);
}

/**
 * AWS's name for the form of issuer that a pool is configured with.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export type IssuerType = 'ORIGINAL' | 'UPDATED';

/** The two issuers that a pool may use, by type; its configuration decides which. */
export function issuersOf(
  region: string,
  userPoolId: string,
): Readonly<Record<IssuerType, string>> {
  const suffix = dnsSuffix(region);
  return {
    ORIGINAL: `https://cognito-idp.${region}.${suffix}/${userPoolId}`,
    UPDATED: `https://issuer-cognito-idp.${region}.${suffix}/${userPoolId}`,
  };
}

/**
 * The endpoint of the API of a user pool, from an issuer of the pool: its origin, and for AWS's newer type of issuer the
 * origin of the older one. `undefined` for an issuer that is no URL.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
 */
export function apiEndpointOf(issuer: string): string | undefined {
  return URL.canParse(issuer)
    ? new URL(issuer).origin.replace('//issuer-cognito-idp.', '//cognito-idp.')
    : undefined;
}

/**
 * AWS's endpoint of a service in a region.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
 */
export function regionalEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.${dnsSuffix(region)}`;
}

function dnsSuffix(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  if (region.startsWith('eusc-')) return 'amazonaws.eu';
  return 'amazonaws.com';
}
