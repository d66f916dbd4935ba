import { beginExchange, expectedSignature, makeVerifier } from '../../../lib/local/pool/srp.js';
import { SrpExchange } from '../../../lib/user-pool/srp/srp-exchange.js';

const IDENTITY = { group: 'AbCdEf123', name: 'ädä' };

/** Salts that are short, long, or begin with zeros or a high bit: where Java writes numbers otherwise than others. */
const SALTS = Array.from({ length: 100 }, (_, index) => {
  const beginning = ['0', '00', '000f', '80', 'ff', '7f', '8', 'f', '0080', '1'][index % 10] ?? '';
  return beginning + (index * 0x9e_37_79_b9 + 1).toString(16).repeat((index % 5) + 1);
});

/** Whether the server finds the proof good. */
function isAccepted(salt: string, password: string, tried: string): boolean {
  const exchange = new SrpExchange();
  const verifier = makeVerifier(IDENTITY, password, salt);
  const begun = beginExchange(exchange.clientPublic, verifier);
  if (begun === undefined) throw new Error('The server refuses A');
  const { serverPublic, secretBlock } = begun;
  const proof = exchange.prove(IDENTITY, tried, { salt, serverPublic, secretBlock }, new Date());
  const { TIMESTAMP: timestamp = '', PASSWORD_CLAIM_SIGNATURE: signature } = proof;
  return signature === expectedSignature(IDENTITY, verifier, begun, timestamp);
}

it('is accepted by the server with 100 awkward salts', () => {
  expect(new Set(SALTS).size).toBe(100);
  expect(SALTS.filter((salt) => !isAccepted(salt, 'Pässwörd 1', 'Pässwörd 1'))).toEqual([]);
}, 120_000);

it('is refused with a wrong password', () => {
  expect(isAccepted('80ff', 'right', 'wrong')).toBe(false);
});
