/** Calls an operation of the JSON API as an SDK does. @throws {Error} with the name of the error that it answers */
export async function call(
  origin: string,
  operation: string,
  input: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      // Operations of administrators ask for it; who signed is not checked.
      authorization: 'AWS4-HMAC-SHA256 Credential=local',
      ...headers,
    },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok) throw new Error(`${String(answer['__type'])}: ${String(answer['message'])}`);
  return answer;
}
