import type { ExecutionContext, Type } from '@nestjs/common';

type Handler = ReturnType<ExecutionContext['getHandler']>;

/**
 * Shows the opening of a connection to the guard as a message without data.
 *
 * Methods return `never` where the interface lets every caller choose the type.
 */
export class ConnectionContext implements ExecutionContext {
  readonly #arguments: readonly unknown[];
  readonly #type: Type<unknown>;
  readonly #handler: Handler;

  constructor(client: object, type: Type<unknown>, handler: Handler) {
    this.#arguments = [client, undefined, 'connection'];
    this.#type = type;
    this.#handler = handler;
  }

  getType(): never {
    return 'ws' as never;
  }

  getClass(): Type<never> {
    return this.#type as Type<never>;
  }

  getHandler(): Handler {
    return this.#handler;
  }

  getArgs(): never {
    return [...this.#arguments] as never;
  }

  getArgByIndex(index: number): never {
    return this.#arguments[index] as never;
  }

  switchToWs(): ReturnType<ExecutionContext['switchToWs']> {
    return {
      getClient: () => this.getArgByIndex(0),
      getData: () => this.getArgByIndex(1),
      getPattern: () => this.getArgByIndex(2),
    };
  }

  switchToHttp(): ReturnType<ExecutionContext['switchToHttp']> {
    return {
      getRequest: () => this.getArgByIndex(0),
      getResponse: () => this.getArgByIndex(1),
      getNext: () => this.getArgByIndex(2),
    };
  }

  switchToRpc(): ReturnType<ExecutionContext['switchToRpc']> {
    return {
      getData: () => this.getArgByIndex(0),
      getContext: () => this.getArgByIndex(1),
    };
  }
}
