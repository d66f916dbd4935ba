import { Injectable, NotFoundException } from '@nestjs/common';

export interface Payment {
  readonly id: number;
  readonly cents: number;
  readonly isRefunded: boolean;
}

/** Payments, in memory. */
@Injectable()
export class PaymentsService {
  private readonly payments = new Map<number, Payment>(
    [1250, 990, 40_000].map((cents, index) => [
      index + 1,
      { id: index + 1, cents, isRefunded: false },
    ]),
  );

  list(): readonly Payment[] {
    return [...this.payments.values()];
  }

  refund(id: number): Payment {
    const payment = { ...this.find(id), isRefunded: true };
    this.payments.set(id, payment);
    return payment;
  }

  remove(id: number): void {
    this.find(id);
    this.payments.delete(id);
  }

  private find(id: number): Payment {
    const payment = this.payments.get(id);
    if (payment === undefined) throw new NotFoundException(`There is no payment ${id}`);
    return payment;
  }
}
