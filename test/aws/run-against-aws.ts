import { LocalCognito } from '../../lib/local/local-cognito.js';
import { runScenario } from '../e2e/local/steps/run-scenario.js';
import type { AnyStep, Scenario } from '../e2e/local/steps/step.interface.js';
import { titleOf } from '../e2e/local/steps/title-of.js';
import { MadeResources } from '../e2e/local/targets/made-resources.js';
import { rehearse } from '../e2e/local/targets/rehearse.js';
import { whyUnprovisionable } from '../e2e/local/targets/unprovisionable.js';
import { startAwsTarget } from './aws-target.js';
import type { Cloud } from './cloud.js';
import { AWS_LIMITS } from './limits.js';

/** How many steps came to what. */
export interface Count {
  passed: number;
  differing: number;
  leftOut: number;
}

export interface RunOptions {
  readonly cloud: Cloud;
  /** Ends the run, after everything was deleted. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/**
 * Runs scenarios, each against a pool of its own, which is deleted whatever happens, and prints what differs from ours.
 *
 * @throws {Error} when the signal ends it
 * @throws {AggregateError} when something cannot be deleted; it names that
 */
export async function runAgainstAws(
  scenarios: readonly Scenario[],
  { cloud, signal, print }: RunOptions,
): Promise<Count> {
  const count: Count = { passed: 0, differing: 0, leftOut: 0 };
  for (const scenario of scenarios) {
    signal.throwIfAborted();
    const why = whyUnprovisionable(scenario.options);
    if (why !== undefined) {
      print(`- ${scenario.name}: ${scenario.steps.length} left out, ${why}`);
      count.leftOut += scenario.steps.length;
      continue;
    }
    const leftOut = await rehearse(LocalCognito.start, scenario, AWS_LIMITS);
    if (leftOut.size === scenario.steps.length) {
      print(`- ${scenario.name}: ${leftOut.size} left out, each of its steps`);
      count.leftOut += leftOut.size;
      continue;
    }
    await runOne(scenario, leftOut, { cloud, signal, print }, count);
  }
  return count;
}

async function runOne(
  scenario: Scenario,
  leftOut: ReadonlyMap<AnyStep, string>,
  { cloud, signal, print }: RunOptions,
  count: Count,
): Promise<void> {
  const resources = new MadeResources();
  try {
    const target = await startAwsTarget(cloud, scenario.options, resources);
    print(`- ${scenario.name}`);
    await runScenario(scenario, target, leftOut, ({ step, outcome }) => {
      signal.throwIfAborted();
      if (outcome.kind === 'passed') count.passed += 1;
      else if (outcome.kind === 'differs') {
        count.differing += 1;
        print(`  ≠ ${titleOf(step)}: ${outcome.answered}`);
        print(`    ${messageOf(outcome.error).replaceAll('\n', '\n    ')}`);
      } else {
        count.leftOut += 1;
        print(`  · ${titleOf(step)}: left out, ${outcome.why}`);
      }
    });
  } catch (error) {
    if (signal.aborted) throw error;
    count.differing += 1;
    print(`  ≠ ${scenario.name} was not run to its end: ${messageOf(error)}`);
  } finally {
    await resources.deleteAll();
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
