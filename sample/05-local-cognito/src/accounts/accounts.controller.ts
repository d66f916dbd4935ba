import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Public } from 'nestjs-cognito-auth';
import { AccountsService, type SignedIn } from './accounts.service.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

@Public()
@Controller()
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @HttpCode(202)
  @Post('sign-up')
  signUp(@Body() { email, password }: Credentials): Promise<void> {
    return this.accounts.signUp(email, password);
  }

  @HttpCode(204)
  @Post('sign-up/confirm')
  confirm(@Body() { email, code }: { readonly email: string; readonly code: string }) {
    return this.accounts.confirm(email, code);
  }

  @HttpCode(200)
  @Post('sign-in')
  signIn(@Body() { email, password }: Credentials): Promise<SignedIn> {
    return this.accounts.signIn(email, password);
  }
}
