import { namesGivenTo, requirementDecorator } from '../access/access-requirements.js';

/**
 * Accepts only access tokens that were issued for one resource: their `aud` must be exactly this. Any other token is
 * a 401 with the code `ERR_COGNITO_AUDIENCE_REFUSED`. The option `audience` of a user pool must be `null` or contain
 * the audience; otherwise the boot stops.
 *
 * Cognito puts the resource that a client asked for (RFC 8707) into `aud`, unchanged and byte for byte.
 *
 * @param audience the identifier of the resource, such as `https://api.example.com/orders`
 * @throws {CognitoAuthSetupError} when it is empty or contains a space
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 *
 * @example
 * @RequireAudience('https://api.example.com/orders')
 * @Get('orders')
 * list() { … }
 */
export function RequireAudience(audience: string): MethodDecorator & ClassDecorator {
  namesGivenTo('@RequireAudience()', [audience]);
  return requirementDecorator({ kind: 'audience', audience });
}
