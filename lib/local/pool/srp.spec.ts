import { SrpClient } from '../../../test/support/srp-client.js';
import { beginExchange, expectedSignature, isPasswordOf, makeVerifier } from './srp.js';

const ALICE = { group: 'AbCdEf123', name: 'alice' };

describe('SRP', () => {
  // Numbers with leading zeros or a high first bit are written otherwise; twenty tries meet both.
  it.each(Array.from({ length: 20 }, (_, index) => `Passw0rd!${index} ü`))(
    'agrees with a client that knows the password %j',
    (password) => {
      const verifier = makeVerifier(ALICE, password);
      const client = new SrpClient();
      const exchange = beginExchange(client.publicValue, verifier);
      if (exchange === undefined) throw new Error('The public value was refused');
      const answer = client.answer(ALICE.group, ALICE.name, password, {
        SALT: verifier.salt,
        SRP_B: exchange.serverPublic,
        SECRET_BLOCK: exchange.secretBlock,
      });

      expect(expectedSignature(ALICE, verifier, exchange, answer['TIMESTAMP'] ?? '')).toBe(
        answer['PASSWORD_CLAIM_SIGNATURE'],
      );
    },
  );

  it('disagrees with a client that does not', () => {
    const verifier = makeVerifier(ALICE, 'right');
    const client = new SrpClient();
    const exchange = beginExchange(client.publicValue, verifier);
    if (exchange === undefined) throw new Error('The public value was refused');
    const answer = client.answer(ALICE.group, ALICE.name, 'wrong', {
      SALT: verifier.salt,
      SRP_B: exchange.serverPublic,
      SECRET_BLOCK: exchange.secretBlock,
    });

    expect(expectedSignature(ALICE, verifier, exchange, answer['TIMESTAMP'] ?? '')).not.toBe(
      answer['PASSWORD_CLAIM_SIGNATURE'],
    );
  });

  it.each(['0', '00', '', 'xyz', '-1', 'f'.repeat(1025)])('refuses the public value %j', (a) => {
    expect(beginExchange(a, makeVerifier(ALICE, 'right'))).toBeUndefined();
  });

  it('knows a password again, for the same user only', () => {
    const verifier = makeVerifier(ALICE, 'right');

    expect(isPasswordOf(ALICE, 'right', verifier)).toBe(true);
    expect(isPasswordOf(ALICE, 'Right', verifier)).toBe(false);
    expect(isPasswordOf({ ...ALICE, name: 'bob' }, 'right', verifier)).toBe(false);
  });
});
