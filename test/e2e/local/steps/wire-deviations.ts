import type { PostedCall } from '../targets/post-operation.js';

/** Members whose value is a date, by their names. */
const DATE = /(?:Date|Expiration)$/;
/** Epoch seconds of this millennium; milliseconds would be beyond them. */
const EPOCH_SECONDS = { min: 1e9, max: 1e10 };

/**
 * What AWS's JSON protocol does not have.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function wireDeviations(
  operation: string,
  { status, headers, result }: PostedCall,
): readonly string[] {
  const contentType = headers.get('content-type');
  const errorType = headers.get('x-amzn-errortype');
  const wantedType = 'error' in result ? `${result.error}:` : null;
  return [
    ...(status === ('error' in result ? 400 : 200) ? [] : [`the status ${status}`]),
    ...(contentType === 'application/x-amz-json-1.1' ? [] : [`the content type ${contentType}`]),
    ...(errorType === wantedType ? [] : [`the error type ${errorType}`]),
    ...('answer' in result ? wrongDates(result.answer) : []),
  ]
    .map((what) => `${operation} answers with ${what}`)
    .concat(headers.has('x-amzn-requestid') ? [] : [`${operation} answers without a request id`]);
}

function wrongDates(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    DATE.test(name) && !isEpochSeconds(member)
      ? [`${JSON.stringify(member)} for the date ${name}`]
      : wrongDates(member),
  );
}

function isEpochSeconds(value: unknown): boolean {
  return typeof value === 'number' && value > EPOCH_SECONDS.min && value < EPOCH_SECONDS.max;
}
