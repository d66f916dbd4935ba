import { CognitoAuthGuard } from 'nestjs-cognito-auth';
import { median } from './report.mjs';

/** What takes longer than this for all of its calls has been shown to be slow. */
const ENOUGH_MS = 2000;

/**
 * What it costs to refuse headers, without a server around it: the whole way of the guard, from the header
 * to the exception, on a request that has just that header.
 */
export async function measureRefusals(app, { headers, calls }) {
  const guard = app.get(CognitoAuthGuard);
  const results = {};
  for (const [name, authorization] of Object.entries(headers)) {
    const context = createContext(authorization);
    // Compiled first: the cost of a call is wanted, not of the first one.
    await measure(calls / 10, () => refuse(guard, context));
    results[name] = await measure(calls, () => refuse(guard, context));
  }
  return results;
}

async function refuse(guard, context) {
  try {
    await guard.canActivate(context);
  } catch (error) {
    if (error.getStatus?.() === 401) return;
    throw error;
  }
  throw new Error('the guard let a forged header pass');
}

async function measure(calls, run) {
  const wallMs = [];
  const cpuAtStart = process.cpuUsage();
  const endAt = performance.now() + ENOUGH_MS;
  for (let startedAt = performance.now(); wallMs.length < calls && startedAt < endAt;) {
    await run();
    const endedAt = performance.now();
    wallMs.push(endedAt - startedAt);
    startedAt = endedAt;
  }
  // Time on the processor, garbage collection included, does not depend on what else the machine does.
  const { user, system } = process.cpuUsage(cpuAtStart);
  return { cpuMs: (user + system) / 1000 / wallMs.length, medianMs: median(wallMs) };
}

/** As much of an execution context of Nest as the guard looks at. */
function createContext(authorization) {
  const request = {
    headers: { authorization },
    rawHeaders: ['Authorization', authorization],
  };
  // Adapters set headers with one of these.
  const ignore = () => response;
  const response = { set: ignore, header: ignore, setHeader: ignore };
  const http = { getRequest: () => request, getResponse: () => response };
  class Handlers {
    handle() {}
  }
  return {
    getType: () => 'http',
    getClass: () => Handlers,
    getHandler: () => Handlers.prototype.handle,
    switchToHttp: () => http,
  };
}
