import { startPaymentsApi, welcome } from './start-payments-api.js';

console.log(welcome(await startPaymentsApi(Number(process.env['PORT'] || 3000))));
