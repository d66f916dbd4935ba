/** Who accepts a token. */
export interface Verdicts {
  readonly ours: boolean;
  readonly aws: boolean;
  readonly jose: boolean;
}

/** Tokens on which the three verifiers do not agree, and why ours is right. */
export interface Disagreement {
  readonly names: readonly string[];
  /** Who accepts them; the others refuse them. */
  readonly acceptedBy: readonly (keyof Verdicts)[];
  /** Why we refuse what another accepts, or accept what another refuses. */
  readonly reason: string;
}

const AWS = ['aws'] as const;
const JOSE = ['jose'] as const;
const BOTH = ['aws', 'jose'] as const;
const WRONG_TYPES = ['null', 'true', '[]', '{}'];

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    names: [
      ...['["exp"]', '["b64"]', '[]', '"exp"', 'null', 'true', '{}'].map((crit) => `crit ${crit}`),
      'crit b64 and b64 false',
      'crit of a member that is there',
    ],
    acceptedBy: AWS,
    reason:
      'RFC 7515 §4.1.11: what crit names has to be understood, and an empty list must not be used. aws-jwt-verify ignores it.',
  },
  {
    names: ['crit b64 and b64 true', 'b64 true', 'b64 false', 'b64 null'],
    acceptedBy: BOTH,
    reason:
      'RFC 7797 §3 and §7: b64 changes what is signed, must be critical, and is not for JWTs. Cognito never writes it; jose understands the harmless value, and ignores b64 where crit does not name it.',
  },
  {
    names: [
      'typ "at+jwt"',
      'typ "dpop+jwt"',
      'typ "JOSE"',
      'typ "application/jwt"',
      'typ ""',
      'typ "JWT "',
      'typ null',
      'typ 0',
      'typ ["JWT"]',
    ],
    acceptedBy: BOTH,
    reason:
      'RFC 8725 §3.11: a token of another kind must not pass for this one. Cognito writes no typ, so only JWT can be meant. jose compares typ only when told to.',
  },
  {
    names: ['cty "JWT"', 'cty "application/json"', 'cty ""', 'cty null'],
    acceptedBy: BOTH,
    reason:
      'RFC 7519 §5.2: cty says that the payload is a nested token, not recommended else. Cognito never writes it.',
  },
  {
    names: [
      'padding = after the signature',
      'padding = after the header, and signed so',
      'padding == after the payload, and signed so',
    ],
    acceptedBy: BOTH,
    reason: 'RFC 7515 §2: base64url with all trailing = omitted. Else a token has several forms.',
  },
  {
    names: [
      'the header in another spelling, and signed so',
      'the payload in another spelling, and signed so',
      'the signature in another spelling',
    ],
    acceptedBy: BOTH,
    reason:
      'RFC 4648 §3.5: spare bits are zero. A signature of 256 bytes else has 16 spellings, and anybody can make one of another: a deny list by token would miss it.',
  },
  {
    names: ['one character too many in the payload, and signed so'],
    acceptedBy: AWS,
    reason: 'RFC 4648 §4: no bytes have an encoding of 4n + 1 characters.',
  },
  {
    names: ['a blank after it', 'a newline after it', 'a blank in the signature'],
    acceptedBy: JOSE,
    reason:
      'RFC 7515 §2: without line breaks, white space, or other additional characters. jose decodes with atob, which skips blanks.',
  },
  {
    names: ['a token of 9000 characters'],
    acceptedBy: BOTH,
    reason: 'RFC 8725 gives no limit; ours is maxTokenLength, 8192 unless the application says so.',
  },
  {
    names: [
      'a BOM before the payload',
      'a BOM before the payload, under typ JWT',
      'a BOM before the header',
    ],
    acceptedBy: JOSE,
    reason:
      'RFC 8259 §8.1: a BOM must not be added. A parser may ignore it; one that does not sees another text.',
  },
  {
    names: [
      'a payload that is not UTF-8',
      'a payload that is not UTF-8, under typ JWT',
      'a header that is not UTF-8',
      'an overlong encoding in the payload',
    ],
    acceptedBy: AWS,
    reason:
      'RFC 7519 §7.2 steps 3 and 10, RFC 8725 §3.7: header and claims are UTF-8. aws-jwt-verify replaces what is not.',
  },
  {
    names: [
      'token_use twice, the right one first',
      'no token_use',
      ...WRONG_TYPES.map((value) => `token_use ${value}`),
      'token_use in a list',
      'token_use empty',
      'token_use 0',
      ...['ACCESS', 'Access', 'access ', 'refresh', 'id'].map((use) => `token_use ${use}`),
    ],
    acceptedBy: JOSE,
    reason:
      "RFC 8725 §3.12, and AWS's page on verifying: token_use tells access tokens from ID tokens. jose does not know the claim. Of two members the last counts (RFC 7519 §4), for jose as for us.",
  },
  {
    names: ['no sub', 'sub empty'],
    acceptedBy: BOTH,
    reason:
      'RFC 8725 §3.8: who the token speaks of has to be known. Every token of Cognito has sub, also those of clients; without it nobody is signed in.',
  },
  {
    names: [...WRONG_TYPES.map((value) => `sub ${value}`), 'sub in a list', 'sub 0'],
    acceptedBy: JOSE,
    reason: 'RFC 7519 §4.1.2: sub is a string.',
  },
  {
    names: ['no exp'],
    acceptedBy: BOTH,
    reason:
      'AWS: check that the token has not expired. It is optional in RFC 7519 §4.1.4, but a token of Cognito has it, and one without it would be good for ever.',
  },
  {
    names: ['no iat'],
    acceptedBy: BOTH,
    reason: 'Every token of Cognito has iat (RFC 7519 §4.1.6), and its age is counted from there.',
  },
  {
    names: ['exp 1e999', 'iat 1e999', 'iat -1e999', 'nbf -1e999'],
    acceptedBy: JOSE,
    reason:
      'RFC 7519 §2: a NumericDate is a number of seconds. JSON.parse makes Infinity of it: good for ever, or since ever.',
  },
  {
    names: ['an aud that nobody asked for', 'an aud that is the client', 'a list of aud'],
    acceptedBy: BOTH,
    reason:
      'RFC 7519 §4.1.3: who does not identify itself with a value of a present aud must refuse the token. An access token has aud where it was bound to a resource; the option audience accepts it. aws-jwt-verify looks at client_id only, jose at aud only when told to.',
  },
  {
    names: ['aud null'],
    acceptedBy: JOSE,
    reason: 'RFC 7519 §4.1.3: as above; null is neither a string nor a list of strings.',
  },
  {
    names: ['an expiry at this second'],
    acceptedBy: AWS,
    reason: 'RFC 7519 §4.1.4: on or after exp a token must not be accepted.',
  },
  {
    names: ['iat 61 seconds ahead', 'iat tomorrow'],
    acceptedBy: BOTH,
    reason:
      'RFC 7519 §4.1.6 leaves it open; a token from the future was made with a clock or a key that is not in order. A minute is allowed for clocks.',
  },
  {
    names: WRONG_TYPES.map((value) => `scope ${value}`),
    acceptedBy: ['ours', 'jose'],
    reason:
      'RFC 6749 §3.3: scope is text; a pre token generation trigger may write what it likes. The user has no scopes then, and is let in only where none is required.',
  },
  {
    names: WRONG_TYPES.map((value) => `jti ${value}`),
    acceptedBy: ['ours', 'jose'],
    reason:
      'RFC 7519 §4.1.7: jti is optional text. Nothing is decided by it here, and claims not checked are given as unknown.',
  },
];
