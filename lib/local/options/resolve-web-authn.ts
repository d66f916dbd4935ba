import { isIP } from 'node:net';
import type { OptionReader } from '../../core/standalone.js';
import type { LocalWebAuthnOptions } from './local-cognito-options.interface.js';
import { oneOf } from './read-values.js';

const OPTIONS = Object.keys({
  relyingPartyId: true,
  userVerification: true,
  factorConfiguration: true,
} satisfies Record<keyof LocalWebAuthnOptions, true>);

/** As long as Cognito takes. */
const DOMAIN = /^(?=.{1,127}$)[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/;

/** Reads what passkeys are for, and whether the pool can have them. */
export function resolveWebAuthn(pool: OptionReader): Required<LocalWebAuthnOptions> {
  const options = pool.nested('webAuthn');
  options.refuseUnknownNames(OPTIONS);
  const factorConfiguration = oneOf(
    options,
    'factorConfiguration',
    ['SINGLE_FACTOR', 'MULTI_FACTOR_WITH_USER_VERIFICATION'],
    'SINGLE_FACTOR',
  );
  if (hasPasskeys(pool)) {
    // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    if (pool.raw('mfa') === 'ON' && factorConfiguration === 'SINGLE_FACTOR') {
      pool.mistake(
        'firstFactors',
        "cannot contain 'WEB_AUTHN' with mfa 'ON', unless webAuthn.factorConfiguration is " +
          "'MULTI_FACTOR_WITH_USER_VERIFICATION'",
      );
    }
  } else if (pool.raw('webAuthn') !== undefined) {
    pool.mistake('webAuthn', "needs 'WEB_AUTHN' in firstFactors");
  }
  return Object.freeze({
    relyingPartyId: relyingPartyIdOf(options),
    userVerification: oneOf(options, 'userVerification', ['preferred', 'required'], 'preferred'),
    factorConfiguration,
  });
}

function hasPasskeys(pool: OptionReader): boolean {
  return pool.list('firstFactors').includes('WEB_AUTHN');
}

function relyingPartyIdOf(options: OptionReader): string {
  const id = options.text('relyingPartyId', 'localhost');
  if (!DOMAIN.test(id) || isIP(id) !== 0) {
    options.mistake(
      'relyingPartyId',
      "must be a domain in lower case, such as 'localhost', without scheme and port",
    );
  }
  return id;
}
