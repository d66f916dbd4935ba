import type { AnyStep } from './step.interface.js';

/** The operation, or that it is a request, and the name. */
export function titleOf(step: AnyStep): string {
  return `${'operation' in step ? step.operation : 'request'} ${step.name}`;
}
