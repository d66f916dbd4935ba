import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { CognitoClaims } from '../claims/cognito-claims.interface.js';
import { CognitoClaimsValidator } from '../claims/cognito-claims.validator.js';
import { SignatureInvalidError, TokenMalformedError } from '../errors/token-refused.errors.js';
import type { SignedToken } from './signed-token.interface.js';

/** What the mixin of @nestjs/passport gives to passport's callback: a list as one argument after another. */
type ValidationResult = CognitoClaims | [false, unknown];

type KeyCallback = (error: unknown, key?: KeyObject) => void;

/**
 * What is used of passport-jwt's strategy. It is described here, so that no declaration of this package
 * needs passport-jwt's types.
 */
interface PassportJwtStrategy {
  authenticate(token: unknown): void;
  success(claims: unknown): void;
  fail(reason: unknown): void;
  error(error: unknown): void;
}

interface PassportJwtStrategyOptions {
  jwtFromRequest: (token: SignedToken) => string;
  secretOrKeyProvider: (token: SignedToken, text: string, done: KeyCallback) => void;
  algorithms: string[];
  ignoreExpiration: boolean;
  jsonWebTokenOptions: { ignoreNotBefore: boolean };
  passReqToCallback: boolean;
}

const PassportJwtStrategyBase = PassportStrategy(Strategy) as unknown as new (
  options: PassportJwtStrategyOptions,
) => PassportJwtStrategy;

/**
 * passport-jwt with {@link CognitoClaimsValidator} behind it: verifies the signature of a token and its claims, but
 * for the times. `CognitoTokenVerifier` runs it, and is what applications ask.
 */
@Injectable()
export class CognitoStrategy extends PassportJwtStrategyBase {
  // No #private fields: passport runs a strategy on an object that only inherits from it.
  private readonly validator = new CognitoClaimsValidator();

  constructor() {
    super({
      jwtFromRequest: ({ token }) => token,
      secretOrKeyProvider: ({ key }, _text, done) => done(null, key),
      algorithms: ['RS256'],
      // Times are checked by checkTokenTimes, against the clock that is injected.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      passReqToCallback: true,
    });
  }

  /**
   * The mixin of @nestjs/passport registers a strategy under the name that is given when the class is
   * defined; so it is made to register nothing. `AuthGuard('cognito')` finds a strategy that asks the verifier.
   *
   * @internal
   */
  getPassportInstance(): { use: () => void } {
    return { use: () => undefined };
  }

  /**
   * passport calls it on a new object for every run.
   *
   * @internal
   */
  override authenticate(token: unknown): void {
    this.fail = (reason) => this.error(toVerificationError(reason));
    super.authenticate(token);
  }

  /**
   * Reports a refusal and does not throw it: what is thrown here is a failure to passport.
   *
   * @internal
   */
  validate(token: SignedToken, payload: unknown): ValidationResult | Promise<ValidationResult> {
    try {
      const rules = token.rulesFor(payload);
      return rules instanceof Promise
        ? rules.then((found) => this.validator.validate(payload, found)).catch(toRefusal)
        : this.validator.validate(payload, rules);
    } catch (error) {
      return toRefusal(error);
    }
  }
}

function toRefusal(error: unknown): [false, unknown] {
  return [false, error];
}

/**
 * Errors of jsonwebtoken are known by their name, since passport-jwt may carry its own copy. They
 * are not kept as causes: some quote the token.
 */
function toVerificationError(reason: unknown): unknown {
  if (!(reason instanceof Error)) return reason;
  const { name, message } = reason;
  if (name === 'JsonWebTokenError' && message === 'invalid signature') {
    return new SignatureInvalidError();
  }
  // With `typ: JWT` in the header, the payload is parsed before the signature is looked at.
  return name === 'JsonWebTokenError' || name === 'SyntaxError'
    ? new TokenMalformedError('The token cannot be decoded')
    : reason;
}
