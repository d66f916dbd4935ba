import {
  Controller,
  Get,
  type INestApplication,
  type ModuleMetadata,
  Post,
  UseGuards,
} from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { type TestingModuleBuilder } from '@nestjs/testing';
import type { AddressInfo } from 'node:net';
import {
  type CognitoAuthEvent,
  CognitoAuthGuard,
  CognitoAuthModule,
  type CognitoAuthModuleExtras,
  type CognitoAuthModuleOptions,
  CurrentUser,
  type CognitoUser,
  OptionalAuth,
  RequireAnyGroup,
} from 'nestjs-cognito-auth';
import { CapturedLog } from '../../../support/captured-log.js';
import { type RawRequest, type RawResponse, sendRaw } from '../../../support/raw-http.js';
import { startApp } from '../../../support/start-app.js';

/** What one handler of {@link ProbeController} asks for. */
export const REQUIRED_GROUP = 'required-group-name';

/** Handlers that remember whom they were called by. */
@Controller()
@UseGuards(CognitoAuthGuard)
export class ProbeController {
  readonly callers: CognitoUser[] = [];

  @Get('probe')
  read(@CurrentUser() user: CognitoUser): { sub: string } {
    return this.#record(user);
  }

  @Post('probe')
  write(@CurrentUser() user: CognitoUser): { sub: string } {
    return this.#record(user);
  }

  /** Asks for no user, so that only the guard can keep a caller out. */
  @Get('unasked')
  unasked(): { sub: string } {
    return { sub: 'unasked' };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser('sub') sub?: string): { sub: string } {
    return { sub: sub ?? 'nobody' };
  }

  @RequireAnyGroup(REQUIRED_GROUP)
  @Get('group')
  group(@CurrentUser() user: CognitoUser): { sub: string } {
    return this.#record(user);
  }

  #record(user: CognitoUser): { sub: string } {
    this.callers.push(user);
    return { sub: user.sub };
  }
}

/** What a {@link GuardedApp} may have beside the options of the module. */
export interface GuardedAppSetup {
  readonly prepare?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  readonly providers?: ModuleMetadata['providers'];
  readonly controllers?: ModuleMetadata['controllers'];
  readonly cors?: boolean;
}

/** An application with guarded handlers that keeps what is sent, called, logged and reported. */
export class GuardedApp {
  /** The handlers that were called, whichever controller they are of, as `ProbeController.read`. */
  readonly calls: string[];
  readonly events: CognitoAuthEvent[] = [];
  readonly log: CapturedLog;
  readonly nest: INestApplication;

  /** What the options of the user pools name. The log may say it. */
  readonly configuredNames: ReadonlySet<unknown>;

  private constructor(
    nest: INestApplication,
    log: CapturedLog,
    calls: string[],
    configuredNames: ReadonlySet<unknown>,
  ) {
    this.nest = nest;
    this.log = log;
    this.calls = calls;
    this.configuredNames = configuredNames;
  }

  /** @param log shared by all applications of a test file, since Nest has one logger for all */
  static async start(
    createAdapter: () => AbstractHttpAdapter,
    options: CognitoAuthModuleOptions & CognitoAuthModuleExtras,
    log: CapturedLog,
    { prepare = (builder) => builder, providers, controllers, cors = false }: GuardedAppSetup = {},
  ): Promise<GuardedApp> {
    let report: (event: CognitoAuthEvent) => void = () => undefined;
    const onEvent = (event: CognitoAuthEvent): void => {
      report(event);
      options.onEvent?.(event);
    };
    const calls: string[] = [];
    const nest = await startApp(
      createAdapter,
      {
        imports: [CognitoAuthModule.forRoot({ ...options, onEvent })],
        controllers: controllers ?? [ProbeController],
        providers: providers ?? [],
      },
      {
        prepare: (builder) => prepare(builder.setLogger(log)),
        configure: (starting) => {
          if (cors) starting.enableCors();
          watchHandlers(starting, calls);
        },
        log,
      },
    );
    const app = new GuardedApp(nest, log, calls, namesIn(options));
    report = (event) => app.events.push(event);
    return app;
  }

  /** Who the handlers of {@link ProbeController} were called by. */
  get callers(): readonly CognitoUser[] {
    return this.nest.get(ProbeController, { strict: false }).callers;
  }

  send(request: RawRequest): Promise<RawResponse> {
    const { port } = (this.nest.getHttpServer() as { address(): AddressInfo }).address();
    return sendRaw(port, { path: '/probe', ...request });
  }

  close(): Promise<void> {
    return this.nest.close();
  }
}

function namesIn(options: CognitoAuthModuleOptions): Set<unknown> {
  const pools = 'userPools' in options ? options.userPools : [options];
  const names = pools.flatMap(({ tokenUse, clientId, audience }) => [tokenUse, clientId, audience]);
  return new Set(names.flat());
}

/** Nest runs interceptors behind all guards, and before the pipes that fill in parameters. */
function watchHandlers(app: INestApplication, calls: string[]): void {
  app.useGlobalInterceptors({
    intercept: (context, next) => {
      calls.push(`${context.getClass().name}.${context.getHandler().name}`);
      return next.handle();
    },
  });
}

/** A request with this value of `Authorization`. */
export function authorization(value: string): RawRequest {
  return { headers: [['Authorization', value]] };
}

/** A request with a bearer token. */
export function bearer(token: string): RawRequest {
  return authorization(`Bearer ${token}`);
}
