/** Credentials of AWS for one identity, good for an hour. In this form the AWS SDK takes them. */
export interface IdentityCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  /** Such as `eu-west-1:00000000-0000-0000-0000-000000000000`; policies of AWS know it as a variable. */
  readonly identityId: string;
}

/**
 * Gives the credentials of one login, from the cache where it can. The option `credentials` of every client of the AWS
 * SDK takes it. It is bound to its login when it is made: never give one that looks up a current user to a client which
 * several users share, since the client keeps the credentials of the first.
 *
 * @throws {IdentityPoolException} (rejects) when there are none
 */
export type AwsCredentialsProvider = () => Promise<IdentityCredentials>;
