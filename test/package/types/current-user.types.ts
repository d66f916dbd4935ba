import { Controller, Get, ParseIntPipe } from '@nestjs/common';
import { type CognitoClaims, CognitoUser, CurrentUser } from 'nestjs-cognito-auth';

interface Account {
  readonly id: number;
}

/** What is written in controllers, and what TypeScript says of it. */
@Controller()
export class CurrentUserTypes {
  @Get()
  whole(@CurrentUser() user: CognitoUser, @CurrentUser() maybe?: CognitoUser): void {
    void [user, maybe];
  }

  @Get()
  properties(
    @CurrentUser('sub') sub: string,
    @CurrentUser('sub') maybe: string | undefined,
    @CurrentUser('groups') groups: readonly string[],
    @CurrentUser('expiresAt') expiresAt: Date,
    @CurrentUser('tokenUse') tokenUse: 'access' | 'id',
    @CurrentUser('username') username: string | undefined,
    @CurrentUser('claims') claims: CognitoClaims,
    @CurrentUser('claims') anything: unknown,
  ): void {
    void [sub, maybe, groups, expiresAt, tokenUse, username, claims, anything];
  }

  @Get()
  mistakes(
    // @ts-expect-error there is no such property
    @CurrentUser('subject') subject: string,
    // @ts-expect-error a string
    @CurrentUser('sub') sub: number,
    // @ts-expect-error a client has no username
    @CurrentUser('username') username: string,
    // @ts-expect-error frozen
    @CurrentUser('groups') groups: string[],
    // @ts-expect-error a Date
    @CurrentUser('expiresAt') expiresAt: number,
  ): void {
    void [subject, sub, username, groups, expiresAt];
  }

  /** What a pipe makes of the value is its own business. */
  @Get()
  pipes(
    @CurrentUser('username', ParseIntPipe) number: number,
    @CurrentUser(ParseIntPipe) whole: number,
  ): void {
    void [number, whole];
  }

  /** What `mapUser` gives. */
  @Get()
  mapped(
    @CurrentUser() account: Account,
    @CurrentUser<Account>('id') id: number,
    // @ts-expect-error an account has none
    @CurrentUser<Account>('sub') sub: string,
  ): void {
    void [account, id, sub];
  }

  /** Nest calls it all the same; TypeScript shows decorators no more of it than its name. */
  @Get()
  protected hidden(@CurrentUser('sub') sub: string): string {
    return sub;
  }
}

/** Decorators of an application that are made of this one. */
export const Sub = (): ParameterDecorator => CurrentUser('sub');
export const Username = CurrentUser('username');
