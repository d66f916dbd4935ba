import { fileURLToPath } from 'node:url';
import {
  Client,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { applyDecorators, Controller, type Type, UseGuards } from '@nestjs/common';
import {
  Ctx,
  GrpcMethod,
  type GrpcOptions,
  GrpcStreamCall,
  GrpcStreamMethod,
  Payload,
  Transport,
} from '@nestjs/microservices';
import {
  CognitoAuthGuard,
  CurrentUser,
  isCognitoUser,
  OptionalAuth,
  Public,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { concat, map, type Observable, of, reduce } from 'rxjs';
import { freePort } from './transporters.js';

const PROTO = fileURLToPath(new URL('./greeter.proto', import.meta.url));

interface Greeting {
  readonly text: string;
}

export interface Greeted extends Greeting {
  readonly sub: string;
}

/** What a handler with `@GrpcStreamCall()` gets. */
interface PassedCall {
  on(event: 'data', hear: (greeting: Greeting) => void): void;
  on(event: 'end', hear: () => void): void;
  write(greeted: Greeted): void;
  end(): void;
}

const greet = (caller: unknown, text: string): Greeted => ({
  sub: isCognitoUser(caller) ? caller.sub : '',
  text,
});

/** Who may call, by the name of the service. */
const ACCESS = {
  Guarded: applyDecorators(),
  Admin: RequireAnyGroup('admin'),
  Optional: OptionalAuth(),
  Open: Public(),
} as const;

export type Service = keyof typeof ACCESS;

/** A controller for each service, with a handler of each kind that Nest has for gRPC. */
export const greeterControllers: readonly Type<unknown>[] = Object.entries(ACCESS).map(
  ([service, Access]) => {
    // Nobody is known where nobody is asked.
    const Caller = service === 'Open' ? Ctx : CurrentUser;

    @Controller()
    @UseGuards(CognitoAuthGuard)
    @applyDecorators(Access)
    class GreeterController {
      @GrpcMethod(service, 'Unary')
      unary(@Payload() { text }: Greeting, @Caller() caller: unknown): Greeted {
        return greet(caller, text);
      }

      @GrpcMethod(service, 'ServerStream')
      serverStream(@Payload() { text }: Greeting, @Caller() caller: unknown): Observable<Greeted> {
        return of(greet(caller, text), greet(caller, text));
      }

      @GrpcStreamMethod(service, 'ClientStream')
      clientStream(
        @Payload() greetings: Observable<Greeting>,
        @Caller() caller: unknown,
      ): Observable<Greeted> {
        return greetings.pipe(
          reduce((all, { text }) => all + text, ''),
          map((text) => greet(caller, text)),
        );
      }

      @GrpcStreamMethod(service, 'BidiStream')
      bidiStream(
        @Payload() greetings: Observable<Greeting>,
        @Caller() caller: unknown,
      ): Observable<Greeted> {
        return concat(
          greetings.pipe(map(({ text }) => greet(caller, text))),
          of(greet(caller, 'end')),
        );
      }

      @GrpcStreamCall(service, 'ClientStreamCall')
      clientStreamCall(
        @Payload() call: PassedCall,
        @Caller() caller: unknown,
        @Ctx() answer: (error: null, greeted: Greeted) => void,
      ): void {
        let all = '';
        call.on('data', ({ text }) => (all += text));
        call.on('end', () => answer(null, greet(caller, all)));
      }

      @GrpcStreamCall(service, 'BidiStreamCall')
      bidiStreamCall(@Payload() call: PassedCall, @Caller() caller: unknown): void {
        call.on('data', ({ text }) => call.write(greet(caller, text)));
        call.on('end', () => call.end());
      }
    }
    return GreeterController;
  },
);

/** The kinds of calls: which side streams. */
const CALLS = {
  Unary: { clientStreams: false, serverStreams: false },
  ServerStream: { clientStreams: false, serverStreams: true },
  ClientStream: { clientStreams: true, serverStreams: false },
  BidiStream: { clientStreams: true, serverStreams: true },
  ClientStreamCall: { clientStreams: true, serverStreams: false },
  BidiStreamCall: { clientStreams: true, serverStreams: true },
} as const;

export type CallName = keyof typeof CALLS;
export const callNames = Object.keys(CALLS) as CallName[];

/** Options of a server on a free port of loopback. */
export const greeterOptions = async (): Promise<GrpcOptions> => ({
  transport: Transport.GRPC,
  options: { package: 'greeter', protoPath: PROTO, url: `127.0.0.1:${await freePort()}` },
});

/** How a call ended. */
export interface Ended {
  readonly greeted: readonly Greeted[];
  /** 0 when all went well; https://grpc.io/docs/guides/status-codes/ */
  readonly status: number;
  readonly details?: string;
  /** The code of this package. */
  readonly code?: unknown;
}

interface AnyCall {
  on(event: 'data', hear: (greeted: Greeted) => void): AnyCall;
  on(event: 'error', hear: (error: ServiceError) => void): AnyCall;
  on(event: 'end', hear: () => void): AnyCall;
  write(greeting: Greeting): void;
  end(): void;
  cancel(): void;
}

/** A client of @grpc/grpc-js, as another service has it. */
export class GreeterClient {
  readonly #clients: Readonly<Record<string, Client>>;

  constructor({ options: { url = '' } }: GrpcOptions) {
    const { greeter } = loadPackageDefinition(loadSync(PROTO));
    this.#clients = Object.fromEntries(
      Object.entries(greeter as GrpcObject)
        .filter(([name]) => name in ACCESS)
        .map(([name, Service]) => [
          name,
          new (Service as ServiceClientConstructor)(url, credentials.createInsecure()),
        ]),
    );
  }

  /** Calls with `greetings`, all of which a streaming client sends at once. */
  call(
    service: Service,
    name: CallName,
    metadata: Metadata,
    greetings: readonly Greeting[] = [{ text: 'a' }, { text: 'b' }],
  ): Promise<Ended> {
    return new Promise((resolve) => {
      const greeted: Greeted[] = [];
      const fail = ({ code, details, metadata: sent }: ServiceError): void =>
        resolve({ greeted, status: code, details, code: sent.get('cognito-error-code')[0] });
      const call = this.#start(service, name, metadata, greetings, (error, answer) => {
        if (error !== null) fail(error);
        else resolve({ greeted: [answer], status: 0 });
      });
      if (CALLS[name].clientStreams) {
        for (const greeting of greetings) call.write(greeting);
        call.end();
      }
      if (!CALLS[name].serverStreams) return;
      call
        .on('data', (answer) => greeted.push(answer))
        .on('error', fail)
        .on('end', () => resolve({ greeted, status: 0 }));
    });
  }

  /** Starts to stream and gives up. */
  abandon(service: Service, name: CallName, metadata: Metadata): void {
    const call = this.#start(service, name, metadata, [], () => undefined);
    if (CALLS[name].serverStreams) call.on('error', () => undefined);
    call.write({ text: 'a' });
    setImmediate(() => call.cancel());
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.close();
  }

  #start(
    service: Service,
    name: CallName,
    metadata: Metadata,
    [greeting]: readonly Greeting[],
    answer: (error: ServiceError | null, greeted: Greeted) => void,
  ): AnyCall {
    const { clientStreams, serverStreams } = CALLS[name];
    const stub = this.#clients[service] as unknown as Record<
      CallName,
      (...callArguments: unknown[]) => AnyCall
    >;
    return stub[name](
      ...(clientStreams ? [] : [greeting]),
      metadata,
      ...(serverStreams ? [] : [answer]),
    );
  }
}

/** Metadata that carry a bearer token. */
export function bearerMetadata(token?: string): Metadata {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}
