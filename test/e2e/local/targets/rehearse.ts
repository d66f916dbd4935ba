import type { LocalCognito } from '../../../../lib/local/local-cognito.js';
import type { LocalCognitoOptions } from '../../../../lib/local/options/local-cognito-options.interface.js';
import { runScenario } from '../steps/run-scenario.js';
import type { AnyStep, Scenario } from '../steps/step.interface.js';
import { startLocalTarget } from './local-target.js';
import type { StepTarget } from './step-target.interface.js';

/** What can be done with another target. Nowhere but here can the clock be moved. */
export interface Limits {
  /** Whether codes can be read. */
  readonly codes: boolean;
  /** Whether it may send messages to addresses that are nobody's. */
  readonly messages: boolean;
  /** Why a step cannot be run, for a reason of its own. */
  readonly refuses?: (step: AnyStep) => string | undefined;
}

/**
 * Finds the steps of a scenario that say nothing about another target: those that it cannot run, and those that go wrong
 * when these are left out. It runs the scenario against a local Cognito with the same limits, until no more turn up.
 *
 * @returns the steps to leave out, and why
 */
export async function rehearse(
  start: (options: LocalCognitoOptions) => Promise<LocalCognito>,
  scenario: Scenario,
  limits: Limits,
): Promise<ReadonlyMap<AnyStep, string>> {
  const leftOut = new Map<AnyStep, string>();
  for (const step of scenario.steps) {
    const why = limits.refuses?.(step);
    if (why !== undefined) leftOut.set(step, why);
  }
  let known: number;
  do {
    known = leftOut.size;
    await rehearseOnce(start, scenario, limits, leftOut);
  } while (leftOut.size > known);
  return leftOut;
}

async function rehearseOnce(
  start: (options: LocalCognitoOptions) => Promise<LocalCognito>,
  scenario: Scenario,
  limits: Limits,
  leftOut: Map<AnyStep, string>,
): Promise<void> {
  const target = await startLocalTarget(start, scenario.options);
  let sent = 0;
  const onStep: Parameters<typeof runScenario>[3] = ({ step, outcome }) => {
    const hasSent = target.sentCount() > sent;
    sent = target.sentCount();
    if (hasSent && !limits.messages) leftOut.set(step, 'it would send a message');
    else if (outcome.kind === 'left out') leftOut.set(step, outcome.why);
    else if (outcome.kind === 'differs') leftOut.set(step, 'it needs a step that is left out');
  };
  try {
    await runScenario(scenario, limited(target, limits), new Map(leftOut), onStep);
  } finally {
    await target.close();
  }
}

function limited(target: Required<StepTarget>, { codes }: Limits): StepTarget {
  const { names, origin } = target;
  return {
    names,
    origin,
    call: (operation, input) => target.call(operation, input),
    now: () => target.now(),
    ...(codes ? { sentCode: () => target.sentCode() } : {}),
    close: () => target.close(),
  };
}
