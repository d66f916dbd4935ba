import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { SWC_OPTIONS } from './swc-options.mjs';

const LIB = new URL('../../lib/', import.meta.url);
const TEST = new URL('../', import.meta.url);

const isOurs = (url) => url.startsWith(LIB.href) || url.startsWith(TEST.href);

/** As `tsconfig.json` and Jest do: names of this package are its source, and what ends in `.js` may be TypeScript. */
export async function resolve(specifier, context, nextResolve) {
  const [name, entry = 'core'] = specifier.split('/');
  if (name === 'nestjs-cognito-auth') return found(new URL(`${entry}/index.ts`, LIB));
  if (/^\..*\.js$/.test(specifier) && isOurs(context.parentURL ?? '')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return found(source);
  }
  return nextResolve(specifier, context);
}

const found = (url) => ({ url: url.href, format: 'module', shortCircuit: true });

export async function load(url, context, nextLoad) {
  if (!isOurs(url) || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), {
    filename: fileURLToPath(url),
    swcrc: false,
    sourceMaps: 'inline',
    ...SWC_OPTIONS,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
