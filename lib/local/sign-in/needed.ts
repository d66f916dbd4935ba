import { invalidParameter } from '../wire/service-exception.js';
import type { SignInParameters } from './sign-in.interface.js';

/** @throws {ServiceException} InvalidParameterException when it is absent or empty */
export function needed(parameters: SignInParameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw invalidParameter(`Missing required parameter ${name}`);
  }
  return value;
}
