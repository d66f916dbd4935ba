/** Attributes as Cognito takes them. */
export function attributeList(
  attributes: Readonly<Record<string, string>>,
): readonly { readonly Name: string; readonly Value: string }[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}
