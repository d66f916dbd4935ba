import { Controller, Get } from '@nestjs/common';
import { CognitoUser, CurrentUser } from 'nestjs-cognito-auth';

type Profile = Pick<CognitoUser, 'sub' | 'username' | 'groups' | 'scopes' | 'expiresAt'>;

@Controller('me')
export class MeController {
  @Get()
  show(@CurrentUser() { sub, username, groups, scopes, expiresAt }: CognitoUser): Profile {
    return { sub, username, groups, scopes, expiresAt };
  }
}
