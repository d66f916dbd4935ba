import { Injectable } from '@nestjs/common';

/** Something to order, at a price. */
export interface Offer {
  readonly product: string;
  readonly priceCents: number;
}

const OFFERS: readonly Offer[] = [
  { product: 'espresso', priceCents: 250 },
  { product: 'green tea', priceCents: 300 },
  { product: 'apple cake', priceCents: 420 },
];
const MEMBER_RATE = 0.9;

/** What is sold. Members, that is, users who have signed in, pay less. */
@Injectable()
export class CatalogueService {
  offersForAll(): readonly Offer[] {
    return OFFERS;
  }

  offersForMembers(): readonly Offer[] {
    return OFFERS.map(({ product, priceCents }) => ({
      product,
      priceCents: Math.round(priceCents * MEMBER_RATE),
    }));
  }
}
