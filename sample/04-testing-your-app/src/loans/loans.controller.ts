import { Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { CurrentUser, Public, RequireAnyGroup } from 'nestjs-cognito-auth';
import { type Loan, LoansService } from './loans.service.js';

@Controller('loans')
export class LoansController {
  constructor(private readonly loans: LoansService) {}

  @Get('mine')
  mine(@CurrentUser('sub') sub: string): readonly Loan[] {
    return this.loans.ofBorrower(sub);
  }

  @Put(':book')
  borrow(@Param('book') book: string, @CurrentUser('sub') sub: string): Loan {
    return this.loans.borrow(book, sub);
  }

  @RequireAnyGroup('librarians')
  @Get()
  all(): readonly Loan[] {
    return this.loans.all();
  }

  @RequireAnyGroup('librarians')
  @HttpCode(204)
  @Delete()
  clear(): void {
    this.loans.clear();
  }

  @Public()
  @Get('hours')
  hours(): { readonly open: string } {
    return { open: 'from 9 to 5' };
  }
}
