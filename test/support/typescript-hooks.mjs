import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { SWC_OPTIONS } from './swc-options.mjs';

const LIB = new URL('../../lib/', import.meta.url);

/** As `tsconfig.json` and Jest do: names of this package are its source, and what ends in `.js` may be TypeScript. */
export async function resolve(specifier, context, nextResolve) {
  const [name, entry = 'core'] = specifier.split('/');
  if (name === 'nestjs-cognito-auth') return found(new URL(`${entry}/index.ts`, LIB));
  if (specifier.startsWith('.') && context.parentURL?.startsWith(LIB.href)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return found(source);
  }
  return nextResolve(specifier, context);
}

const found = (url) => ({ url: url.href, format: 'module', shortCircuit: true });

export async function load(url, context, nextLoad) {
  if (!url.startsWith(LIB.href)) return nextLoad(url, context);
  const { code } = await transform(await readFile(new URL(url), 'utf8'), {
    filename: fileURLToPath(url),
    swcrc: false,
    sourceMaps: 'inline',
    ...SWC_OPTIONS,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
