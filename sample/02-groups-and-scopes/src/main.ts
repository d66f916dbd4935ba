import { readPort } from '../../shared/read-port.js';
import { runSample } from '../../shared/run-sample.js';
import { startPaymentsApi, welcome } from './start-payments-api.js';

await runSample(async () => welcome(await startPaymentsApi(readPort(process.env))));
