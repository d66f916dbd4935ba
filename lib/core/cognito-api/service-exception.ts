/** An error that Cognito answered. Its text may quote what the caller sent, so that it must not reach a log. */
export class ServiceException extends Error {
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string };

  constructor(
    name: string,
    message: string,
    metadata: { readonly httpStatusCode: number; readonly requestId?: string },
  ) {
    super(message);
    this.name = name;
    this.$metadata = metadata;
  }
}
