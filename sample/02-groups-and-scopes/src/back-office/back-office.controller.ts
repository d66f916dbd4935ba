import { Controller, Delete, Get, HttpCode, Param, ParseIntPipe } from '@nestjs/common';
import { CurrentUser, Public, RequireAnyGroup } from 'nestjs-cognito-auth';
import { type Payment, PaymentsService } from '../payments/payments.service.js';
import { BackOffice } from './back-office.decorator.js';

/** What stands on the class holds for every handler; what a handler requires comes on top of it. */
@Controller('back-office')
@BackOffice('support', 'admin')
export class BackOfficeController {
  constructor(private readonly payments: PaymentsService) {}

  @Get('payments')
  list(@CurrentUser('username') username: string | undefined): {
    readonly for: string | undefined;
    readonly payments: readonly Payment[];
  } {
    return { for: username, payments: this.payments.list() };
  }

  @RequireAnyGroup('admin')
  @HttpCode(204)
  @Delete('payments/:id')
  remove(@Param('id', ParseIntPipe) id: number): void {
    this.payments.remove(id);
  }

  /** Lifts what the class requires. */
  @Public()
  @Get('hours')
  hours(): string {
    return 'from 9 to 5';
  }
}
