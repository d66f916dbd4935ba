import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType()
export class Bid {
  @Field(() => ID)
  lotId!: string;

  @Field(() => Int)
  cents!: number;

  @Field(() => String)
  bidder!: string;
}
