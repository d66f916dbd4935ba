import { EventEmitter, on } from 'node:events';
import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common';
import type { Bid } from './bid.model.js';
import type { Lot } from './lot.model.js';

const BID = 'bid';

/** The lots of an auction and the bids on them, in memory. */
@Injectable()
export class LotsService {
  private readonly lots = new Map<string, Lot>([
    ['1', { id: '1', title: 'A teapot', cents: 1000 }],
    ['2', { id: '2', title: 'A samovar', cents: 25_000 }],
  ]);
  private readonly history: Bid[] = [];
  private readonly events = new EventEmitter();

  list(): readonly Lot[] {
    return [...this.lots.values()];
  }

  /** What a lot is not sold below, which only the auctioneer knows. */
  reserveOf({ id }: Lot): number {
    return id === '1' ? 2000 : 40_000;
  }

  bid(bid: Bid): Bid {
    const lot = this.lots.get(bid.lotId);
    if (lot === undefined) throw new NotFoundException(`There is no lot ${bid.lotId}`);
    if (bid.cents <= lot.cents) throw new BadRequestException(`The bid is ${lot.cents} already`);
    lot.cents = bid.cents;
    this.history.push(bid);
    this.events.emit(BID, bid);
    return bid;
  }

  /** The bids so far, and those that follow. */
  async *bids(): AsyncGenerator<Bid> {
    const following = on(this.events, BID);
    yield* this.history.slice();
    for await (const [bid] of following) yield bid as Bid;
  }
}
