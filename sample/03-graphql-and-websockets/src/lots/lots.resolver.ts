import { UseGuards } from '@nestjs/common';
import {
  Args,
  ID,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { CognitoAuthGuard, CurrentUser, Public, RequireAnyGroup } from 'nestjs-cognito-auth';
import { Bid } from './bid.model.js';
import { Lot } from './lot.model.js';
import { LotsService } from './lots.service.js';

@Resolver(() => Lot)
@UseGuards(CognitoAuthGuard)
export class LotsResolver {
  constructor(private readonly service: LotsService) {}

  @Public()
  @Query(() => [Lot])
  lots(): readonly Lot[] {
    return this.service.list();
  }

  @Mutation(() => Bid)
  bid(
    @Args('lotId', { type: () => ID }) lotId: string,
    @Args('cents', { type: () => Int }) cents: number,
    @CurrentUser('username') bidder = 'a service',
  ): Bid {
    return this.service.bid({ lotId, cents, bidder });
  }

  @Subscription(() => Bid, { resolve: (bid: Bid) => bid })
  bids(): AsyncGenerator<Bid> {
    return this.service.bids();
  }

  /** A field can ask for more than the query that it is part of. */
  @RequireAnyGroup('auctioneers')
  @ResolveField(() => Int, { nullable: true })
  reserve(@Parent() lot: Lot): number {
    return this.service.reserveOf(lot);
  }
}
