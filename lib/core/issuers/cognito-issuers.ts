/** Such as `eu-west-1`, `us-gov-west-1`, `us-iso-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

/** Whether a text has the form of the name of an AWS region. */
export function isRegionShaped(text: string): boolean {
  return REGION.test(text);
}

/**
 * Both issuers that the tokens of a pool can name; which one, is a setting of the pool.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function defaultIssuers(
  region: string,
  userPoolId: string,
): readonly [original: string, updated: string] {
  const suffix = dnsSuffix(region);
  return [
    `https://cognito-idp.${region}.${suffix}/${userPoolId}`,
    `https://issuer-cognito-idp.${region}.${suffix}/${userPoolId}`,
  ];
}

function dnsSuffix(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.com.cn';
  if (region.startsWith('eusc-')) return 'amazonaws.eu';
  return 'amazonaws.com';
}
