import { accountScenarios } from './account.steps.js';
import { clientScenarios } from './client.steps.js';
import { deviceScenarios } from './device.steps.js';
import { federationScenarios } from './federation.steps.js';
import { hostedAuthorizeScenarios } from './hosted-authorize.steps.js';
import { hostedPageScenarios } from './hosted-page.steps.js';
import { hostedTokenScenarios } from './hosted-token.steps.js';
import { identityPoolScenarios } from './identity-pool.steps.js';
import { mfaScenarios } from './mfa.steps.js';
import { passkeyScenarios } from './passkey.steps.js';
import { poolSettingsScenarios } from './pool-settings.steps.js';
import { poolScenarios } from './pool.steps.js';
import { sessionScenarios } from './session.steps.js';
import { signInScenarios } from './sign-in.steps.js';
import { signUpScenarios } from './sign-up.steps.js';
import type { Scenario } from './step.interface.js';
import { tokenScenarios } from './token.steps.js';
import { triggerScenarios } from './trigger.steps.js';

/** Every scenario there is. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  ...signUpScenarios,
  ...signInScenarios,
  ...mfaScenarios,
  ...tokenScenarios,
  ...sessionScenarios,
  ...accountScenarios,
  ...deviceScenarios,
  ...passkeyScenarios,
  ...poolScenarios,
  ...poolSettingsScenarios,
  ...clientScenarios,
  ...federationScenarios,
  ...triggerScenarios,
  ...hostedAuthorizeScenarios,
  ...hostedTokenScenarios,
  ...hostedPageScenarios,
  ...identityPoolScenarios,
];
