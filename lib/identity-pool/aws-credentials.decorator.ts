import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { noteUserParameter } from '../core/internal.js';
import type { IdentityCredentials } from './credentials/aws-credentials.interface.js';
import { CredentialsOfCallPipe } from './credentials-of-call.pipe.js';

const injectCredentials = createParamDecorator(
  (_nothing: undefined, context: ExecutionContext): ExecutionContext => context,
);

/**
 * Injects the {@link AwsCredentialsProvider} of the user who sent the request, for clients of the AWS SDK. It is
 * `undefined` only on a handler with `@OptionalAuth()` when no token was sent.
 *
 * The handler needs `CognitoAuthGuard`: where no guard finds out who calls it, the application does not boot. The ID token
 * is the one of the call, or what the option `idToken` finds; without one, the call is refused
 * (`ERR_COGNITO_LOGIN_MISSING`). The provider rejects with an {@link IdentityPoolException}, which a handler may let through.
 *
 * @example
 * @Get()
 * async whose(@AwsCredentials() credentials: () => Promise<{ identityId: string }>): Promise<string> {
 *   return (await credentials()).identityId;
 * }
 */
export const AwsCredentials = (): ParameterDecorator => {
  const inject = injectCredentials(CredentialsOfCallPipe);
  return (target, member, index) => {
    if (member !== undefined) noteUserParameter(target, member, '@AwsCredentials()');
    inject(target, member, index);
  };
};

/** The credentials themselves have the same name, as a type. */
export type AwsCredentials = IdentityCredentials;
