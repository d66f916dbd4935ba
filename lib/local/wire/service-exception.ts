/** An error as AWS answers it: by its name, with a message for people. */
export class ServiceException extends Error {
  override readonly name = 'ServiceException';

  /** @param type such as `NotAuthorizedException`, as AWS's model of the operation declares it */
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export function notAuthorized(message: string): ServiceException {
  return new ServiceException('NotAuthorizedException', message);
}

export function invalidParameter(message: string): ServiceException {
  return new ServiceException('InvalidParameterException', message);
}

export function resourceNotFound(message: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', message);
}
