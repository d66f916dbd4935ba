/** A browser without scripts: it keeps cookies, reads forms and shows redirects. */
export class FormBrowser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  async get(path: string): Promise<Page> {
    return this.send(path);
  }

  /** Fills in the form of a page, and sends it. */
  async submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page> {
    return this.send(page.action, {
      method: 'POST',
      body: new URLSearchParams({ ...page.hidden, ...fields }),
    });
  }

  /** @param path may be a whole address */
  async send(path: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(path, this.#origin), {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie },
    });
    for (const given of response.headers.getSetCookie()) this.#keep(given);
    return new Page(response, await response.text());
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; Max-Age=0/.test(cookie)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** What a server answered a browser with. */
export class Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor(response: Response, text: string) {
    this.status = response.status;
    this.headers = response.headers;
    this.text = text;
  }

  /** Where it leads on. */
  get location(): string {
    return this.headers.get('location') ?? '';
  }

  /** A parameter of {@link location}, in query or fragment. */
  parameter(name: string): string | null {
    const { search, hash } = new URL(this.location, 'http://127.0.0.1');
    return new URLSearchParams(hash === '' ? search : hash.slice(1)).get(name);
  }

  get title(): string {
    return /<h1>([^<]*)<\/h1>/.exec(this.text)?.[1] ?? '';
  }

  get alert(): string | undefined {
    return /role="alert"[^>]*>([^<]*)</.exec(this.text)?.[1];
  }

  get action(): string {
    return unescaped(/<form [^>]*action="([^"]*)"/.exec(this.text)?.[1] ?? '');
  }

  get hidden(): Readonly<Record<string, string>> {
    const inputs = this.text.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g);
    return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
  }

  /** Names of the fields to fill in. */
  get fields(): readonly string[] {
    return [...this.text.matchAll(/<input\s+id="([^"]*)"/g)].map(([, name = '']) => name);
  }
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_match, code: string) => String.fromCharCode(Number(code)));
}
