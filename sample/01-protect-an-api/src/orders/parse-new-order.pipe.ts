import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';
import type { NewOrder } from './order.interface.js';

const MAX_QUANTITY = 100;

/** Takes from a request body what an order may consist of, and nothing else: no owner, no price. */
@Injectable()
export class ParseNewOrderPipe implements PipeTransform<unknown, NewOrder> {
  transform(body: unknown): NewOrder {
    const { product, quantity } = (body ?? {}) as Partial<Record<keyof NewOrder, unknown>>;
    if (typeof product !== 'string' || !isQuantity(quantity)) {
      throw new BadRequestException(
        `An order is { "product": string, "quantity": whole number from 1 to ${MAX_QUANTITY} }`,
      );
    }
    return { product, quantity };
  }
}

function isQuantity(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_QUANTITY
  );
}
