import type { CallResult } from '../targets/step-target.interface.js';
import type { Known, RequestStep, Step, StepResponse } from './step.interface.js';
import { AnotherAnswer, LeftOut } from './step-outcome.js';

/**
 * What was answered; nothing where an error was expected.
 *
 * @throws {AnotherAnswer} when the answer is another than the expected one
 */
export function expectAnswer(
  result: CallResult,
  expected: Step['expected'],
  known: Known,
): Readonly<Record<string, unknown>> {
  if ('error' in expected) {
    const answered = 'error' in result ? `${result.error}: ${result.message}` : 'no error';
    inShort(answered, () => expect(result).toMatchObject(expected));
    return {};
  }
  if (!('answer' in result)) throw new AnotherAnswer(`${result.error}: ${result.message}`);
  inShort('another success', () => {
    if ('answer' in expected) expect(result.answer).toMatchObject(expected.answer);
    else expected.check(result.answer, known);
  });
  return result.answer;
}

/** @throws {AnotherAnswer} when the response is another than the expected one */
export function expectResponse(
  response: StepResponse,
  { check, text, ...parts }: RequestStep['response'],
  known: Known,
): StepResponse {
  const { status, location } = response;
  inShort([status, location].filter((part) => part !== '').join(' '), () => {
    expect(response).toMatchObject(parts);
    if (text !== undefined) expect(response.text).toContain(text);
    check?.(response, known);
  });
  return response;
}

function inShort(answered: string, look: () => void): void {
  try {
    look();
  } catch (error) {
    if (error instanceof LeftOut) throw error;
    throw new AnotherAnswer(answered, { cause: error });
  }
}
