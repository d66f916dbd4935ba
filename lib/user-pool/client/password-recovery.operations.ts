import type { ResolvedUserPoolOptions } from '../options/resolved-user-pool-options.interface.js';
import { needed } from '../sign-in/needed.js';
import { contextOf } from './call-context.js';
import type { CallOptions } from './call-options.interface.js';
import { namedUser } from './named-user.js';
import { type CodeSent, sendCode } from './send-code.js';
import type { UserPoolCalls } from './user-pool-calls.js';

/** A new password, by the code that was sent for a forgotten one. */
export interface ResetPasswordInput {
  readonly username: string;
  readonly code: string;
  readonly newPassword: string;
}

/** ForgotPassword and ConfirmForgotPassword. */
export class PasswordRecoveryOperations {
  readonly #calls: UserPoolCalls;
  readonly #options: ResolvedUserPoolOptions;

  constructor(calls: UserPoolCalls, options: ResolvedUserPoolOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  forgotPassword(username: string, options: CallOptions): Promise<CodeSent> {
    return sendCode(this.#options, () =>
      this.#calls.run('code', options.signal, async (calls) =>
        calls.write('ForgotPassword', {
          ...(await namedUser(calls, this.#options.clientId, username)),
          ...contextOf(options),
        }),
      ),
    );
  }

  async resetPassword(input: ResetPasswordInput, options: CallOptions): Promise<void> {
    const { username, code, newPassword } = input;
    await this.#calls.run('code', options.signal, async (calls) =>
      calls.write('ConfirmForgotPassword', {
        ...(await namedUser(calls, this.#options.clientId, username)),
        ConfirmationCode: needed('code', code),
        Password: needed('newPassword', newPassword),
        ...contextOf(options),
      }),
    );
  }
}
