import type { ServerResponse } from 'node:http';
import { answerException } from '../wire/answer.js';
import { ServiceException } from '../wire/service-exception.js';
import type { Fault, FaultEffect } from './local-faults.js';

/**
 * Lets a fault strike a call.
 *
 * @returns whether the call goes on: to its own answer, late
 */
export async function applyFault(
  { delayMs, effect }: Fault,
  response: ServerResponse,
  isOperation: boolean,
): Promise<boolean> {
  if (!(await isStillOpenAfter(delayMs, response))) return false;
  if (effect === undefined) return true;
  takeEffect(effect, response, isOperation);
  return false;
}

function takeEffect(effect: FaultEffect, response: ServerResponse, isOperation: boolean): void {
  switch (effect.kind) {
    case 'drop':
      response.destroy();
      return;
    case 'hang':
      return;
    case 'fail':
      answerException(
        response,
        new ServiceException(
          effect.type,
          effect.message,
          effect.status ?? (isOperation ? 400 : 429),
        ),
      );
      return;
    case 'answer':
      response.writeHead(effect.status, effect.headers).end(effect.body);
  }
}

/** Waits, but not for a client that has gone: the server would not end before. */
function isStillOpenAfter(delayMs: number, response: ServerResponse): Promise<boolean> {
  if (delayMs === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      response.off('close', giveUp);
      resolve(true);
    }, delayMs);
    const giveUp = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    response.once('close', giveUp);
  });
}
