import { runSample } from '../../shared/run-sample.js';
import { readSettings } from './read-settings.js';
import { startOrdersApi, welcome } from './start-orders-api.js';

await runSample(async () => {
  const { port } = readSettings(process.env);
  return welcome(await startOrdersApi(port));
});
