import type { Caller } from './caller.js';
import type { Operation, Output } from './operation.interface.js';
import type { MembersOf, Shape } from './shape.js';

/** An operation as it is written down: what it runs with has the types of its shapes. */
interface OperationDefinition<Members extends Readonly<Record<string, Shape>>> {
  readonly input: Members;
  /** @defaultValue `false` */
  readonly isSigned?: boolean;
  run(input: MembersOf<Members>, caller?: Caller): Output | Promise<Output>;
}

/** Operations by name. */
export type OperationTable = Readonly<Record<string, Operation>>;

export function defineOperation<const Members extends Readonly<Record<string, Shape>>>({
  input,
  isSigned = false,
  run,
}: OperationDefinition<Members>): Operation {
  // Whoever calls it has read the input by these shapes.
  return { input, isSigned, run: (given, caller) => run(given as MembersOf<Members>, caller) };
}
