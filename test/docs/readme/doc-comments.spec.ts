import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ENTRIES, exportedNamesOf } from './exported-names.js';
import { ReadmeProject } from './readme-blocks.js';
import { typeCheck } from './type-check.js';

const LIB = fileURLToPath(new URL('../../../lib/', import.meta.url));

/** An example in a doc comment, as a file that can be compiled. */
interface Example {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** Where the names come from that examples take for granted. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '@nestjs/common': [
    'Controller',
    'Delete',
    'Get',
    'MessageEvent',
    'Module',
    'Param',
    'Sse',
    'UseGuards',
    'UseInterceptors',
  ],
  '@nestjs/platform-ws': ['WsAdapter'],
  '@nestjs/testing': ['Test'],
  '@nestjs/websockets': ['WebSocketGateway', 'OnGatewayConnection'],
  ...Object.fromEntries(
    ENTRIES.map((entry) => [
      entry === 'core' ? 'nestjs-cognito-auth' : `nestjs-cognito-auth/${entry}`,
      exportedNamesOf(entry),
    ]),
  ),
  rxjs: ['Observable'],
  'socket.io': ['Socket'],
};

/** What the application has. */
const SURROUNDINGS = `
  import type { ExecutionContext, INestApplication } from '@nestjs/common';
  import type { LocalCognito } from 'nestjs-cognito-auth/local';
  import supertest from 'supertest';
  declare global {
    const local: LocalCognito;
    const app: INestApplication;
    const context: ExecutionContext;
    const server: ReturnType<INestApplication['getHttpServer']>;
    const request: typeof supertest;
    interface Account { readonly id: number }
    class ConfigService { getOrThrow(name: string): string }
    const sessions: { get(id: string): Promise<{ readonly accessToken: string } | undefined> };
    interface SessionRequest { readonly session?: { readonly accessToken?: string } }
  }
`;

function examplesOf(path: string): readonly Example[] {
  const text = readFileSync(LIB + path, 'utf8');
  return [...text.matchAll(/\/\*\*(.*?)\*\//gs)]
    .flatMap(([, comment = '']) =>
      comment
        .replaceAll(/^ *\* ?/gm, '')
        // Addresses end in @example.com.
        .split(/^@example\b/m)
        .slice(1),
    )
    .map((example, index) => {
      const name = `${path} ${index + 1}`;
      return { name, file: `${name.replaceAll(/\W+/g, '-')}.ts`, text: complete(example) };
    });
}

/** Members of a class get a class around them, and every name that is known an import. */
function complete(example: string): string {
  const code = example
    .replaceAll(/(class \w+) \{ … \}/g, '$1 {}')
    .replaceAll('{ … }', '{ throw new Error(); }')
    .trim();
  const isStatements = /^(?:const\b|\/\/|it[.(]|\w+(?:\.\w+)?(?:<.*>)?\(\{)|\bclass /m.test(code);
  const whole = isStatements ? code : `export class Example {\n${code}\n}`;
  const imported = new Set<string>();
  const imports = Object.entries(SOURCES).flatMap(([source, names]) => {
    const used = names.filter(
      (name) =>
        new RegExp(`\\b${name}\\b`).test(whole) &&
        !whole.includes(`class ${name} `) &&
        !imported.has(name),
    );
    for (const name of used) imported.add(name);
    return used.length === 0 ? [] : [`import { ${used.join(', ')} } from '${source}';`];
  });
  const declared = ['AppModule', 'OrdersController'].filter(
    (name) => whole.includes(name) && !whole.includes(`class ${name} `),
  );
  // What runs before the example, such as the pool of a test.
  const pool = /\bpool\b/.test(whole) && !whole.includes('const pool =');
  return [
    ...imports,
    ...(pool ? [`import type { LocalUserPool } from 'nestjs-cognito-auth/testing';`] : []),
    ...declared.map((name) => `declare class ${name} {}`),
    ...(pool ? ['declare const pool: LocalUserPool;'] : []),
    whole,
    'export {};',
  ].join('\n');
}

const examples = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .toSorted()
  .flatMap((path) => examplesOf(path));

describe('an example in a doc comment', () => {
  let project: ReadmeProject;
  let mistakes: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    project = await ReadmeProject.create(
      examples.map(({ file, text }) => ({ language: 'ts', file, text })),
    );
    await project.write('surroundings.ts', SURROUNDINGS);
    await project.write('wrong.ts', complete('const sub: number = pool.accessToken();'));
    const files = examples.map(({ file }) => file);
    mistakes = typeCheck(project, [...files, 'surroundings.ts', 'wrong.ts'], {
      // Examples end where they have said what they are for.
      noUnusedLocals: false,
      noUnusedParameters: false,
      verbatimModuleSyntax: false,
    });
  }, 60_000);

  afterAll(() => project.remove());

  it('stands where somebody looks for it', () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples)('compiles: $name', ({ file }) => {
    expect(mistakes.get(file)).toBeUndefined();
  });

  it('would be caught if it did not compile', () => {
    expect(mistakes.get('wrong.ts')).toEqual(["Type 'string' is not assignable to type 'number'."]);
  });
});
