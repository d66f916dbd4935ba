// A flood that takes seconds, for `npm test`: prints what came of it as one line of JSON.
import { LocalUserPool } from 'nestjs-cognito-auth/testing';
import { floodHttp } from './flood-client.mjs';
import { measureFlood } from './measure-flood.mjs';

const [kind, count] = process.argv.slice(2);
const { answers, end, good } = await measureFlood({
  kind,
  guard: 'CognitoAuthGuard',
  pool: await LocalUserPool.create(),
  heapMiB: 192,
  flood: floodHttp,
  load: { count: Number(count), connections: 4 },
});
console.log(JSON.stringify({ answers, end, good: good.statuses }));
