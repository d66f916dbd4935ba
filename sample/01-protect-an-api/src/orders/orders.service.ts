import { BadRequestException, Injectable } from '@nestjs/common';
import { CatalogueService } from '../catalogue/catalogue.service.js';
import type { NewOrder, Order } from './order.interface.js';

/** Keeps the orders, in memory. */
@Injectable()
export class OrdersService {
  readonly #orders = new Map<number, Order>();
  #lastId = 0;

  constructor(private readonly catalogue: CatalogueService) {}

  listOf(owner: string): readonly Order[] {
    return [...this.#orders.values()].filter((order) => order.owner === owner);
  }

  /** @throws {BadRequestException} when the product is not in the catalogue */
  place(owner: string, { product, quantity }: NewOrder): Order {
    const offer = this.catalogue
      .offersForMembers()
      .find((candidate) => candidate.product === product);
    if (offer === undefined) throw new BadRequestException('There is no such product');
    const order = {
      id: ++this.#lastId,
      owner,
      product,
      quantity,
      totalCents: quantity * offer.priceCents,
    };
    this.#orders.set(order.id, order);
    return order;
  }

  /** Does nothing where there is nothing to remove. */
  remove(id: number): void {
    this.#orders.delete(id);
  }
}
