import { readPort } from '../../shared/read-port.js';
import { runSample } from '../../shared/run-sample.js';
import { startAccountsApi } from './start-accounts-api.js';
import { welcome } from './welcome.js';

await runSample(async () => welcome(await startAccountsApi(readPort(process.env))));
