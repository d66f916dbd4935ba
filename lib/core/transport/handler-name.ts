import type { ExecutionContext } from '@nestjs/common';
import { classNameOf } from '../access/class-name.js';

/** The handler of a call in errors and in the log, such as `OrdersController.list`. */
export function handlerNameOf(context: ExecutionContext): string {
  return `${classNameOf(context.getClass())}.${context.getHandler().name}`;
}
