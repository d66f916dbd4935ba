import { invalidRequest } from '../errors/user-pool.error.js';

/** A text that a caller has to give. @throws {UserPoolError} ERR_COGNITO_REQUEST_INVALID */
export function needed(field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidRequest(field, 'is missing');
}
