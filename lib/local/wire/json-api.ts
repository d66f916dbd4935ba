import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf } from './caller.js';
import { answer, answerException } from './answer.js';
import type { Operation, Output, Service } from './operation.interface.js';
import { readText } from './read-text.js';
import { ServiceException } from './service-exception.js';
import { readInput } from './shape.js';

/** `<service>.<operation>`. The length is beyond that of all names that there are. */
const TARGET = /^(\w{1,64})\.(\w{1,64})$/;
const CONTENT_TYPE = /^application\/x-amz-json-1\.1(?:;|$)/i;
const SIGNATURE = /^AWS4-HMAC-SHA256 +Credential=/;

/** More than any operation takes. */
const MAX_BODY_BYTES = 256 * 1024;

/** The operation that a request asks for, whether there is such a one or not. */
export interface Call {
  readonly service: string;
  readonly operation: string;
}

/**
 * AWS's JSON protocol, version 1.1: finds the operation, checks the input, and writes what comes of it.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export class JsonApi {
  readonly #services: ReadonlyMap<string, Service>;
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure called with what is no {@link ServiceException}: a mistake of ours */
  constructor(services: readonly Service[], onFailure: (error: unknown) => void) {
    this.#services = new Map(services.map((service) => [service.target, service]));
    this.#onFailure = onFailure;
  }

  /** What a request calls; `undefined` where it is no request of this protocol. */
  callOf({ method, headers }: IncomingMessage, path: string): Call | undefined {
    const target = headers['x-amz-target'];
    if (method !== 'POST' || path !== '/' || typeof target !== 'string') return undefined;
    const [, service = '', operation = ''] = TARGET.exec(target) ?? [];
    return { service, operation };
  }

  async handle(call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-amzn-requestid', randomUUID());
    try {
      answer(response, await this.#run(call, request));
    } catch (error) {
      answerException(response, this.#exceptionOf(error));
    }
  }

  async #run(call: Call, request: IncomingMessage): Promise<Output> {
    const operation = this.#operationOf(call, request);
    const given = parse(await readText(request, MAX_BODY_BYTES, refuse));
    return operation.run(readInput(given, operation.input), callerOf(request));
  }

  #operationOf(call: Call, { headers }: IncomingMessage): Operation {
    if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
      throw new ServiceException('UnknownOperationException', '', 404);
    }
    const operation = this.#services.get(call.service)?.operations.get(call.operation);
    if (operation === undefined) {
      throw new ServiceException(
        'UnknownOperationException',
        `The local Cognito does not know ${call.operation || 'what X-Amz-Target names'}`,
      );
    }
    if (operation.isSigned && !SIGNATURE.test(headers.authorization ?? '')) {
      throw new ServiceException(
        'MissingAuthenticationTokenException',
        'Missing Authentication Token',
      );
    }
    return operation;
  }

  #exceptionOf(error: unknown): ServiceException {
    if (error instanceof ServiceException) return error;
    this.#onFailure(error);
    return new ServiceException('InternalErrorException', 'Something went wrong', 500);
  }
}

function refuse(why: 'too long' | 'cut off'): ServiceException {
  return why === 'too long'
    ? new ServiceException('RequestEntityTooLargeException', 'Request is too large', 413)
    : new ServiceException('SerializationException', 'Unexpected end of input');
}

function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new ServiceException('SerializationException', 'The body is no JSON');
  }
}
