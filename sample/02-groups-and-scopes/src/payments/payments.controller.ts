import { Controller, Get, Param, ParseIntPipe, Post } from '@nestjs/common';
import { RequireAllScopes, RequireAnyScope, RequireTokenUse } from 'nestjs-cognito-auth';
import { type Payment, PaymentsService } from './payments.service.js';

/** For services: they have no user and no groups, and their rights are scopes. */
@Controller('payments')
@RequireTokenUse('access')
export class PaymentsController {
  constructor(private readonly payments: PaymentsService) {}

  @RequireAnyScope('payments/read', 'payments/refund')
  @Get()
  list(): readonly Payment[] {
    return this.payments.list();
  }

  @RequireAllScopes('payments/read', 'payments/refund')
  @Post(':id/refund')
  refund(@Param('id', ParseIntPipe) id: number): Payment {
    return this.payments.refund(id);
  }
}
