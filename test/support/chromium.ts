import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { VirtualAuthenticator } from './virtual-authenticator.js';

/** The browser of this machine, or `undefined` if it has none. */
export const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => existsSync(path));

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * A headless Chromium with one empty profile and one page, by the DevTools protocol.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export class Chromium {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  readonly #loaded = new Set<() => void>();
  #sessionId: string | undefined;
  #calls = 0;

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Reply));
  }

  static async launch(path: string): Promise<Chromium> {
    const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
    const browser = spawn(
      path,
      ['--headless=new', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const socket = new WebSocket(await addressOf(browser));
    await once(socket, 'open');
    const chromium = new Chromium(browser, profile, socket);
    const { targetId } = (await chromium.#call('Target.createTarget', { url: 'about:blank' })) as {
      targetId: string;
    };
    const { sessionId } = (await chromium.#call('Target.attachToTarget', {
      targetId,
      flatten: true,
    })) as { sessionId: string };
    chromium.#sessionId = sessionId;
    await chromium.#call('Page.enable');
    return chromium;
  }

  /** Opens an address, and waits until the page is there. */
  async open(url: string): Promise<void> {
    await this.#untilLoaded(() => this.#call('Page.navigate', { url }));
  }

  /** Types into the input that has the focus. */
  async type(text: string): Promise<void> {
    await this.#call('Input.insertText', { text });
  }

  async focus(selector: string): Promise<void> {
    await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
  }

  /** Presses Enter in the input that has the focus, and waits until the next page is there. */
  async pressEnter(): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    await this.#untilLoaded(async () => {
      await this.#call('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
      await this.#call('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    });
  }

  /** Clicks on a link or a button, and waits until the next page is there. */
  async click(selector: string): Promise<void> {
    await this.#untilLoaded(() =>
      this.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`),
    );
  }

  /** @param expression JavaScript, run in the page; a promise is awaited */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.#call('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })) as {
      result: { value?: unknown };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (exceptionDetails !== undefined) {
      throw new Error(`In the page: ${exceptionDetails.exception?.description}`);
    }
    return result.value;
  }

  /** Plugs in an authenticator: one that is built in, keeps passkeys, and knows its user. */
  async plugIn(): Promise<VirtualAuthenticator> {
    await this.#call('WebAuthn.enable');
    const { authenticatorId } = (await this.#call('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })) as { authenticatorId: string };
    return new VirtualAuthenticator((method, params) =>
      this.#call(`WebAuthn.${method}`, { authenticatorId, ...params }),
    );
  }

  async url(): Promise<URL> {
    return new URL(String(await this.evaluate('location.href')));
  }

  async text(): Promise<string> {
    return String(await this.evaluate('document.body.innerText'));
  }

  async close(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#socket.close();
    this.#process.kill();
    await exited;
    // Its helpers may write for a moment longer than it lives.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  async #untilLoaded(act: () => Promise<unknown>): Promise<void> {
    const loaded = new Promise<void>((resolve) => {
      this.#loaded.add(resolve);
    });
    await act();
    await loaded;
  }

  #call(method: string, params: object = {}): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#replies.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId: this.#sessionId }));
    });
  }

  #receive(reply: Reply): void {
    if (reply.id !== undefined) {
      this.#replies.get(reply.id)?.(reply);
      this.#replies.delete(reply.id);
    }
    if (reply.method === 'Page.loadEventFired') {
      for (const resolve of this.#loaded) resolve();
      this.#loaded.clear();
    }
  }
}

/** Where the browser says that it listens. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('The browser has no error output');
  for await (const line of createInterface({ input: stderr })) {
    const address = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
    if (address !== undefined) {
      stderr.resume();
      return address;
    }
  }
  throw new Error('The browser ended before it listened');
}
