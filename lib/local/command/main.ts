#!/usr/bin/env node
import { runCommand } from './run-command.js';

void main();

async function main(): Promise<void> {
  process.exitCode = await runCommand(process.argv.slice(2));
}
