import type { Limits } from '../e2e/local/targets/rehearse.js';

/** What AWS does not let us do. */
export const AWS_LIMITS: Limits = {
  // Cognito sends codes by e-mail, and the addresses of the steps are nobody's.
  codes: false,
  messages: false,
  refuses: (step) =>
    'operation' in step &&
    step.operation === 'GetCredentialsForIdentity' &&
    !('error' in step.expected)
      ? 'credentials need a role of IAM'
      : undefined,
};
