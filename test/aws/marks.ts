/** Begins the name of everything that is made. */
export const PREFIX = 'nestjs-cognito-auth-test-';
/** Is on everything that can have tags. Nothing is deleted without both. */
export const TAGS = { 'nestjs-cognito-auth': 'test' };

/** Whether something was made by these tests. */
export function isOurs(
  name: string | undefined,
  tags: Readonly<Record<string, string>> | undefined,
): boolean {
  return (
    name?.startsWith(PREFIX) === true &&
    Object.entries(TAGS).every(([tag, value]) => tags?.[tag] === value)
  );
}
