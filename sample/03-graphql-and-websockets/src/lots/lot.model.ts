import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType()
export class Lot {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  title!: string;

  /** The highest bid so far. */
  @Field(() => Int)
  cents!: number;
}
