import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { CognitoAuthModule, CognitoAuthSetupError } from 'nestjs-cognito-auth';
import { LocalUserPool, unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { CapturedLog } from '../hostile/security/support/captured-log.js';

/** What is said of the handlers of an application while it boots. */
export interface BootScan {
  /** What stops the boot; nothing where it boots. */
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** What `unprotectedRoutes()` lists, of an application that does not boot as well. */
  readonly open: readonly string[];
}

export interface BootOptions {
  readonly globalGuard?: boolean;
  readonly createAdapter?: () => AbstractHttpAdapter;
}

/** Nobody signs in, so one for a file of tests will do. */
const pool = LocalUserPool.create();

/** Boots an application and closes it again. */
export async function scanBoot(
  metadata: ModuleMetadata,
  { globalGuard = false, createAdapter = () => new ExpressAdapter() }: BootOptions = {},
): Promise<BootScan> {
  const { options } = await pool;
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [CognitoAuthModule.forRoot({ ...options, globalGuard }), ...(metadata.imports ?? [])],
  }).compile();
  const log = new CapturedLog();
  const app: INestApplication = module.createNestApplication(createAdapter(), { logger: log });
  app.useWebSocketAdapter(new WsAdapter(app));
  const open = unprotectedRoutes(app);
  const mistakes = await mistakesOf(app.init());
  await app.close();
  const warnings = log.lines.filter(
    ({ level, text }) => level === 'warn' && text.endsWith(' CognitoAuth'),
  );
  return { mistakes, warnings: warnings.map(({ text }) => text), open };
}

async function mistakesOf(booting: Promise<unknown>): Promise<readonly string[]> {
  try {
    await booting;
    return [];
  } catch (error) {
    if (error instanceof CognitoAuthSetupError) return error.mistakes;
    throw error;
  }
}
