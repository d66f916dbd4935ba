import { readSettings } from './read-settings.js';
import { startOrdersApi, welcome } from './start-orders-api.js';
import { StartupError } from './startup.error.js';

try {
  console.log(welcome(await startOrdersApi(readSettings(process.env))));
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = 1;
}
