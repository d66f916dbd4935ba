import { type ExecutionContext, Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { CognitoAuthSetupError, type CognitoUser } from '../core/index.js';
import {
  findToken,
  handlerNameOf,
  requestOfCall,
  tokenOfCall,
  userOfCall,
} from '../core/internal.js';
import type { AwsCredentialsProvider } from './credentials/aws-credentials.interface.js';
import { IdentityPoolException } from './errors/identity-pool.exception.js';
import { IDENTITY_POOL, type IdentityPool } from './identity-pool.js';
import {
  RESOLVED_IDENTITY_POOL_OPTIONS,
  type ResolvedIdentityPoolOptions,
} from './options/resolve-identity-pool-options.js';

const ANYWHERE = { strict: false };

/**
 * Turns a call into the credentials of its user. A pipe, because Nest injects into pipes and not into decorators. Nest
 * makes one in each module that uses `@AwsCredentials()`.
 */
@Injectable()
export class CredentialsOfCallPipe implements PipeTransform {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  async transform(context: ExecutionContext): Promise<AwsCredentialsProvider | undefined> {
    const call = userOfCall(context);
    if (call === undefined)
      throw mistakeIn(context, 'has no user; add @UseGuards(CognitoAuthGuard)');
    const { user } = call;
    if (user === undefined) return undefined;
    const pool = this.#moduleRef.get<IdentityPool>(IDENTITY_POOL, ANYWHERE);
    return pool.providerOf(await this.#findIdToken(context, user), user);
  }

  async #findIdToken(context: ExecutionContext, user: CognitoUser): Promise<string> {
    const { idToken } = this.#moduleRef.get<ResolvedIdentityPoolOptions>(
      RESOLVED_IDENTITY_POOL_OPTIONS,
      ANYWHERE,
    );
    const request = requestOfCall(context);
    const beside = idToken && request && (await findToken([idToken], request));
    if (beside !== undefined) return beside;
    const own = tokenOfCall(context);
    if (user.tokenUse === 'id' && own !== undefined) return own;
    if (own === undefined) {
      throw mistakeIn(
        context,
        'has a user without a token, as a test lets one act; send a token of LocalUserPool instead',
      );
    }
    if (idToken === undefined) {
      throw mistakeIn(
        context,
        'is called with an access token, and AWS credentials need the ID token; set the option idToken of ' +
          "CognitoIdentityPoolModule, such as headerToken('x-id-token')",
      );
    }
    throw new IdentityPoolException('ERR_COGNITO_LOGIN_MISSING');
  }
}

function mistakeIn(context: ExecutionContext, what: string): CognitoAuthSetupError {
  return new CognitoAuthSetupError([`@AwsCredentials() in ${handlerNameOf(context)} ${what}`]);
}
