/** What a user asks for. */
export interface NewOrder {
  readonly product: string;
  readonly quantity: number;
}

/** What a user has ordered. */
export interface Order extends NewOrder {
  readonly id: number;
  /** `sub` of the user: names and e-mail addresses can change hands, this cannot. */
  readonly owner: string;
  readonly totalCents: number;
}
