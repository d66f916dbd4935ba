/** What an authenticator app is set up with. It is a secret: show it to its user only. */
export interface TotpSetup {
  /** Base32. */
  readonly secretCode: string;
  /** The same for a QR code. */
  readonly otpauthUri: string;
}

/** What the authenticator app shows. */
export interface TotpLabel {
  /** Name of your application. @defaultValue none */
  readonly issuer?: string;
  /** @defaultValue the username */
  readonly account?: string;
}

/** @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function totpSetup(secretCode: string, { issuer, account = 'user' }: TotpLabel): TotpSetup {
  const label = [issuer, account].filter((part) => part !== undefined).map(encodeURIComponent);
  const query = [
    `secret=${encodeURIComponent(secretCode)}`,
    ...(issuer === undefined ? [] : [`issuer=${encodeURIComponent(issuer)}`]),
  ];
  return { secretCode, otpauthUri: `otpauth://totp/${label.join(':')}?${query.join('&')}` };
}
