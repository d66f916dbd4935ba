import { Controller, Get } from '@nestjs/common';
import { CognitoUser, CurrentUser } from 'nestjs-cognito-auth';

/** Guarded, as everything is that does not say otherwise. */
@Controller('me')
export class MeController {
  @Get()
  show(@CurrentUser() { sub, groups }: CognitoUser): {
    readonly sub: string;
    readonly groups: readonly string[];
  } {
    return { sub, groups };
  }
}
