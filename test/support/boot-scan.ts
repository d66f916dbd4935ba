import type { ModuleMetadata } from '@nestjs/common';
import { CognitoAuthSetupError } from 'nestjs-cognito-auth';
import { unprotectedRoutes } from 'nestjs-cognito-auth/testing';
import { type AppWithModuleOptions, createAppWithModule } from './app-with-module.js';
import { CapturedLog } from './captured-log.js';

/** What is said of the handlers of an application while it boots. */
export interface BootScan {
  /** What stops the boot; nothing where it boots. */
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
  /** What `unprotectedRoutes()` lists, of an application that does not boot as well. */
  readonly open: readonly string[];
}

export type BootOptions = Pick<AppWithModuleOptions, 'globalGuard' | 'createAdapter'>;

/** Boots an application and closes it again. */
export async function scanBoot(
  metadata: ModuleMetadata,
  options: BootOptions = {},
): Promise<BootScan> {
  const log = new CapturedLog();
  const app = await createAppWithModule(metadata, { ...options, log });
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
