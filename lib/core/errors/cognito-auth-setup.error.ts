import { CognitoAuthError } from './cognito-auth.error.js';

/**
 * A module of this package is set up in a way that cannot work or would not protect. Thrown while the application boots, with every
 * mistake in one message; or by a call, as a 500, if only the call shows the mistake.
 */
export class CognitoAuthSetupError extends CognitoAuthError {
  readonly code = 'ERR_COGNITO_SETUP';
  /** One sentence per mistake: the option, what was given, and what to write instead. */
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(
      `nestjs-cognito-auth is not set up correctly:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
    );
    // Unlike a refusal, this is rare, and where it comes from matters.
    Error.captureStackTrace(this, CognitoAuthSetupError);
    this.mistakes = Object.freeze([...mistakes]);
  }
}
