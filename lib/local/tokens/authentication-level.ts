/**
 * `acr`: the highest level that what somebody has shown satisfies.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html
 */
export function authenticationLevel(amr: readonly string[]): string {
  return `urn:cognito:loa:${levelOf(new Set(amr))}`;
}

function levelOf(shown: ReadonlySet<string>): number {
  const hasPassword = shown.has('pwd');
  const hasSentCode = shown.has('sms') || shown.has('email_otp');
  if (hasPassword && shown.has('otp')) return 4;
  if (shown.has('swk') || shown.has('hwk') || (hasPassword && hasSentCode)) return 3;
  return hasSentCode ? 2 : 1;
}
