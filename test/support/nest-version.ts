import { readFileSync } from 'node:fs';

/** A package of Nest exports no manifest, so it is read where npm has put it. */
const manifest = new URL('../../node_modules/@nestjs/common/package.json', import.meta.url);

/** The major version of Nest that the tests run with. */
export const NEST_MAJOR = Number.parseInt(
  (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
  10,
);
