import type { FormBrowser, Page } from '../../../support/form-browser.js';
import type { StepNames } from '../targets/step-names.js';
import type { StepRequest, StepResponse } from './step.interface.js';

type Pairs = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** Sends a request of a step. @param shown the page that was shown last */
export function sendRequest(
  browser: FormBrowser,
  request: StepRequest,
  { shown, names }: { readonly shown: Page | undefined; readonly names: StepNames },
): Promise<Page> {
  const { path = '', query, form, submit, basic, headers } = request;
  if (submit !== undefined) {
    if (shown === undefined) throw new Error('No page was shown before');
    return browser.submit(shown, submit);
  }
  const search = query === undefined ? '' : `?${parametersOf(query, names).toString()}`;
  const hasBody = form !== undefined;
  return browser.send(`${path}${search}`, {
    method: request.method ?? (hasBody ? 'POST' : 'GET'),
    ...(hasBody ? { body: parametersOf(form, names) } : {}),
    headers: { ...headers, ...(basic === undefined ? {} : basicOf(basic, names)) },
  });
}

/** What came back, with the ids of the steps. */
export function responseOf(page: Page, origin: string, names: StepNames): StepResponse {
  const { location, parameters } = destinationOf(names.answered(page.location), origin);
  return {
    status: page.status,
    location,
    parameters,
    headers: Object.fromEntries(page.headers),
    body: jsonOf(names.answered(page.text)),
    text: page.text,
  };
}

function destinationOf(
  location: string,
  origin: string,
): Pick<StepResponse, 'location' | 'parameters'> {
  if (location === '') return { location, parameters: {} };
  const url = new URL(location, origin);
  const parameters = new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1));
  const [place = ''] = url.href.split(/[?#]/);
  return {
    location: place.startsWith(`${origin}/`) ? place.slice(origin.length) : place,
    parameters: Object.fromEntries(parameters),
  };
}

function parametersOf(pairs: Pairs, names: StepNames): URLSearchParams {
  const parameters = new URLSearchParams();
  const entries = Array.isArray(pairs)
    ? (pairs as readonly (readonly [string, string])[])
    : Object.entries(pairs);
  for (const [name, value] of entries) {
    parameters.append(name, String(Object.values(names.given({ [name]: value }))[0]));
  }
  return parameters;
}

function basicOf(
  [clientId, secret]: readonly [string, string],
  names: StepNames,
): { readonly authorization: string } {
  const credentials = Buffer.from(`${names.id(clientId)}:${secret}`).toString('base64');
  return { authorization: `Basic ${credentials}` };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
