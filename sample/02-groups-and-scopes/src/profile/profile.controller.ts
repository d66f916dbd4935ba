import { Controller, Get } from '@nestjs/common';
import { CognitoUser, CurrentUser, RequireClaims, RequireTokenUse } from 'nestjs-cognito-auth';

/** What the customers' pool has beside the attributes of all pools. */
interface CustomerClaims {
  readonly 'custom:plan'?: string;
}

export interface Profile {
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly plan: string;
}

/** For the application in which customers are signed in: attributes stand in ID tokens. */
@Controller('profile')
export class ProfileController {
  @RequireTokenUse('id')
  @RequireClaims((claims) => claims['email_verified'] === true)
  @Get()
  show(@CurrentUser() user: CognitoUser<CustomerClaims>): Profile {
    return {
      name: user.username,
      email: user.tokenUse === 'id' ? user.claims.email : undefined,
      plan: user.claims['custom:plan'] ?? 'free',
    };
  }
}
