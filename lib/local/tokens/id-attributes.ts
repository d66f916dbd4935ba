const API_SCOPE = 'aws.cognito.signin.user.admin';
const EMAIL = ['email', 'email_verified'];
const PHONE = ['phone_number', 'phone_number_verified'];

/**
 * The attributes that an ID token shows: all at a sign-in by the API and with the scope `openid` alone, else those of
 * the scopes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export function idAttributes(
  attributes: Readonly<Record<string, string>>,
  scope: string,
): Readonly<Record<string, string | boolean>> {
  const isShown = filterFor(new Set(scope.split(' ')));
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== 'sub' && isShown(name))
      .map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );
}

function filterFor(scopes: ReadonlySet<string>): (name: string) => boolean {
  const isLimited = ['email', 'phone', 'profile'].some((scope) => scopes.has(scope));
  if (!isLimited && (scopes.has('openid') || scopes.has(API_SCOPE))) return () => true;
  return (name) => {
    if (EMAIL.includes(name)) return scopes.has('email');
    if (PHONE.includes(name)) return scopes.has('phone');
    return scopes.has('profile');
  };
}
