import type { CognitoServiceError } from './cognito-service.error.js';

/** A call of Cognito without a result. It stays within this package: an application gets an error of its own for it. */
export class CognitoCallFailure extends Error {
  /** What applications may see of it. */
  readonly service: CognitoServiceError;
  /** Cognito's own text, which tells exceptions of one name apart. It may quote what was sent: it goes nowhere. */
  readonly text: string;
  /** Whether Cognito could not be asked, or could not answer: nothing is said about what the caller sent. */
  readonly isOutage: boolean;

  constructor(service: CognitoServiceError, text: string, isOutage: boolean) {
    super(service.message);
    this.name = new.target.name;
    this.service = service;
    this.text = text;
    this.isOutage = isOutage;
  }
}
