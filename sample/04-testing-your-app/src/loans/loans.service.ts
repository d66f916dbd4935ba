import { ConflictException, Injectable } from '@nestjs/common';

export interface Loan {
  readonly book: string;
  readonly borrower: string;
}

/** Which book is with whom, in memory. */
@Injectable()
export class LoansService {
  private readonly loans = new Map<string, Loan>();

  borrow(book: string, borrower: string): Loan {
    if (this.loans.has(book)) throw new ConflictException(`Somebody else has ${book}`);
    const loan = { book, borrower };
    this.loans.set(book, loan);
    return loan;
  }

  ofBorrower(borrower: string): readonly Loan[] {
    return this.all().filter((loan) => loan.borrower === borrower);
  }

  all(): readonly Loan[] {
    return [...this.loans.values()];
  }

  clear(): void {
    this.loans.clear();
  }
}
