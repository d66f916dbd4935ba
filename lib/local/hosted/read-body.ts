import type { IncomingMessage } from 'node:http';
import { readText } from '../wire/read-text.js';
import { OAuthError } from './oauth/oauth-error.js';
import { OAuthParameters } from './oauth/oauth-parameters.js';

const MAX_FORM_BYTES = 64 * 1024;

/**
 * The fields of a form in the body of a request, which are not repeated.
 *
 * @throws {OAuthError} invalid_request when the body has another content type, is too long, or repeats a field
 */
export async function readForm(request: IncomingMessage): Promise<OAuthParameters> {
  if (!hasContentType(request, 'application/x-www-form-urlencoded')) {
    throw new OAuthError('invalid_request');
  }
  const form = new OAuthParameters(new URLSearchParams(await readBody(request, MAX_FORM_BYTES)));
  form.refuseRepetition();
  return form;
}

/** @throws {OAuthError} invalid_request, with status 413 when the body is longer */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return readText(
    request,
    maxBytes,
    (why) => new OAuthError('invalid_request', undefined, why === 'too long' ? 413 : 400),
  );
}

/** @param type in lower case, without parameters */
export function hasContentType(request: IncomingMessage, type: string): boolean {
  const [given = ''] = (request.headers['content-type'] ?? '').split(';');
  return given.trim().toLowerCase() === type;
}
