import { Directive, Field, ID, ObjectType } from '@nestjs/graphql';

/** What other graphs of a federation may refer to. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Account {
  @Field(() => ID)
  id!: string;
}
