/** HTML that is sent as it is: it was written by us, and what was put in is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template may hold. `undefined` and `false` show nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined | false;

/** The one way to make HTML: every value that is not HTML itself is escaped, in text and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map((value) => toText(value))));
}

function toText(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
