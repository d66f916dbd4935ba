/** The page of an operation in AWS's reference of the API. */
export function api(operation: string): string {
  return `https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_${operation}.html`;
}

/** A page of AWS's developer guide. */
export function guide(page: string): string {
  return `https://docs.aws.amazon.com/cognito/latest/developerguide/${page}.html`;
}

/** Seen by somebody at a real user pool, in 2026. */
export const OBSERVED = 'observed at a user pool';
/** Several people have reported it in public. */
export const REPORTED = 'reported by users';
/** The text or the order is common knowledge, but no page was found that says so. */
export const UNSOURCED = 'not settled';
