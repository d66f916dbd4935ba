import { signUpScenarios } from './sign-up.steps.js';
import type { Scenario } from './step.interface.js';

/** Every scenario there is. */
export const ALL_SCENARIOS: readonly Scenario[] = [...signUpScenarios];
