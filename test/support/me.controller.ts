import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { CognitoAuthGuard, CurrentUser } from 'nestjs-cognito-auth';

/** A guarded controller that answers with the `sub` of its caller. */
@Controller('me')
@UseGuards(CognitoAuthGuard)
export class MeController {
  @Get()
  read(@CurrentUser('sub') sub: string): string {
    return sub;
  }

  @Post()
  change(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}
