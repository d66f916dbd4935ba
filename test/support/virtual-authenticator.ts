/** What an authenticator of Chromium keeps of a passkey, its private key included. */
interface VirtualCredential {
  /** In base64. */
  readonly credentialId: string;
  readonly signCount: number;
}

/** @see https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/ */
export class VirtualAuthenticator {
  readonly #call: (method: string, params?: object) => Promise<unknown>;

  constructor(call: (method: string, params?: object) => Promise<unknown>) {
    this.#call = call;
  }

  async credentials(): Promise<readonly VirtualCredential[]> {
    const { credentials } = (await this.#call('getCredentials')) as {
      credentials: VirtualCredential[];
    };
    return credentials;
  }

  /** Turns back how often the passkeys have signed, as a copy of the authenticator would have it. */
  async countFrom(signCount: number): Promise<void> {
    for (const credential of await this.credentials()) {
      await this.#call('removeCredential', { credentialId: credential.credentialId });
      await this.#call('addCredential', { credential: { ...credential, signCount } });
    }
  }

  async unplug(): Promise<void> {
    await this.#call('removeVirtualAuthenticator');
  }
}
