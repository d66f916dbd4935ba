import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import type { CognitoUserAttribute, CognitoUserSession } from 'amazon-cognito-identity-js';
import type { LocalCognito } from 'nestjs-cognito-auth/local';

/** What a sign-in comes to: tokens, or a question that is named as in Cognito. */
export type Outcome = CognitoUserSession | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';

/** The callbacks of amazon-cognito-identity-js as promises. Tokens are kept in memory, apart for each user. */
export class IdentityJsUser {
  readonly #user: CognitoUser;
  readonly #name: string;

  constructor({ origin, userPoolId, clientId }: LocalCognito, name: string) {
    const Storage = new MemoryStorage();
    const Pool = new CognitoUserPool({
      UserPoolId: userPoolId,
      ClientId: clientId,
      endpoint: origin,
      Storage,
    });
    this.#name = name;
    this.#user = new CognitoUser({ Username: name, Pool, Storage });
  }

  /** By SRP, which is the client's default. */
  signIn(password: string): Promise<Outcome> {
    const details = new AuthenticationDetails({ Username: this.#name, Password: password });
    return new Promise((resolve, reject) => {
      this.#user.authenticateUser(details, callbacks(resolve, reject));
    });
  }

  chooseNewPassword(password: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#user.completeNewPasswordChallenge(password, {}, callbacks(resolve, reject));
    });
  }

  sendTotp(code: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#user.sendMFACode(code, callbacks(resolve, reject), 'SOFTWARE_TOKEN_MFA');
    });
  }

  /** @returns the secret for an authenticator app */
  associateTotp(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
    });
  }

  verifyTotp(code: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#user.verifySoftwareToken(code, 'phone', { onSuccess: resolve, onFailure: reject });
    });
  }

  preferTotp(): Promise<unknown> {
    const settings = { PreferredMfa: true, Enabled: true };
    return promised((done) => this.#user.setUserMfaPreference(null, settings, done));
  }

  refresh(session: CognitoUserSession): Promise<CognitoUserSession> {
    return promised((done) => this.#user.refreshSession(session.getRefreshToken(), done));
  }

  async attributes(): Promise<Readonly<Record<string, string>>> {
    const found = await promised<CognitoUserAttribute[] | undefined>((done) =>
      this.#user.getUserAttributes(done),
    );
    return Object.fromEntries((found ?? []).map(({ Name, Value }) => [Name, Value]));
  }

  changeAttribute(Name: string, Value: string): Promise<unknown> {
    return promised((done) => this.#user.updateAttributes([{ Name, Value }], done));
  }

  signOutEverywhere(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#user.globalSignOut({ onSuccess: resolve, onFailure: reject });
    });
  }
}

function callbacks(resolve: (outcome: Outcome) => void, onFailure: (error: Error) => void) {
  return {
    onSuccess: resolve,
    onFailure,
    newPasswordRequired: () => resolve('NEW_PASSWORD_REQUIRED'),
    totpRequired: () => resolve('SOFTWARE_TOKEN_MFA'),
  };
}

function promised<Result>(
  act: (done: (error: Error | null | undefined, result?: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    act((error, result) => {
      if (error instanceof Error) reject(error);
      else resolve(result as Result);
    });
  });
}

/** The part of the `Storage` of browsers that the client uses. */
class MemoryStorage {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  clear(): void {
    this.#items.clear();
  }
}
