import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { CognitoAuthModuleOptions } from 'nestjs-cognito-auth';
import { isCognitoAuthError } from 'nestjs-cognito-auth';
import { resolveCognitoAuthOptions } from '../../../lib/core/options/resolve-cognito-auth-options.js';
import { type RefusalAnswer, REFUSALS } from '../../../lib/core/errors/refusals.js';
import { blocksOf, readPage, readReadme, ReadmeProject } from './readme-blocks.js';
import { typeCheck } from './type-check.js';

/** What blocks use of packages that are not installed here, or have no types. */
const NOT_INSTALLED = `
  declare module '@nestjs-cognito/auth' {
    import type { DynamicModule } from '@nestjs/common';
    interface Pool { userPoolId: string; clientId: string; tokenUse: 'access' | 'id' }
    export class CognitoAuthModule {
      static register(options: { jwtVerifier: Pool }): DynamicModule;
    }
    export function Authentication(): ClassDecorator & MethodDecorator;
    export function Authorization(groups: string[]): MethodDecorator;
    export function CognitoUser(property?: string): ParameterDecorator;
  }
  declare module 'cognito-express' {
    export default class CognitoExpress {
      constructor(options: {
        region: string;
        cognitoUserPoolId: string;
        tokenUse: string;
        tokenExpiration: number;
      });
      validate(token: string | undefined): Promise<{ sub: string }>;
    }
  }
  declare module 'aws-cognito-express' {
    import type { ErrorRequestHandler, RequestHandler } from 'express';
    export function authenticate(options: {
      region: string;
      userPoolId: string;
      tokenUse: string[];
      audience: string[];
      pems?: Record<string, string>;
    }): RequestHandler;
    export function authenticationError(): ErrorRequestHandler;
  }
`;

const reference = await readPage('REFERENCE.md');
const report = await readPage('test/package/api/core.api.md');
const blocks = blocksOf(await readReadme());
const code = blocks.filter(({ language }) => language === 'ts');
const marked = blocks
  .filter(({ language }) => language === 'typescript')
  .map((block, index) => ({ ...block, file: `marked-${index}.ts` }));

describe('a block of code in the README', () => {
  let project: ReadmeProject;
  let mistakes: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    project = await ReadmeProject.create([...code, ...marked]);
    await project.write('not-installed.d.ts', NOT_INSTALLED);
    await project.write('wrong.ts', `export const wrong: string = 1;\n`);
    mistakes = typeCheck(
      project,
      [...code, ...marked, { file: 'wrong.ts' }, { file: 'not-installed.d.ts' }].flatMap(
        ({ file }) => (file === undefined ? [] : [file]),
      ),
    );
  }, 60_000);

  afterAll(() => project.remove());

  it('says in its first line which file it is', () => {
    const files = code.map(({ file, text }) => file ?? text);

    expect(files.length).toBeGreaterThan(15);
    expect(files.filter((file) => !/^(?:test\/)?[\w.-]+\.ts$/.test(file))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
  });

  it('says in its first line what it needs, where that is not installed here', () => {
    expect(marked.map(({ text }) => text.split('\n', 1)[0])).toEqual([
      '// needs @nestjs-cognito/auth',
    ]);
  });

  it.each([...code, ...marked].map(({ file = '' }) => file))('compiles: %s', (file) => {
    expect(mistakes.get(file)).toBeUndefined();
  });

  it('would be caught if it did not compile', () => {
    expect(mistakes.get('wrong.ts')).toEqual(["Type 'number' is not assignable to type 'string'."]);
  });
});

describe('the table of errors in the reference', () => {
  const rows = rowsOf('Errors').flatMap(([names = '', answer = '']) => {
    const [name = '', className = ''] = names.split('<br>');
    return name.startsWith('ERR_') ? [{ name, className, answer }] : [];
  });

  it('lists every code once', () => {
    const codes = rows.map(({ name }) => name);

    expect(new Set(codes)).toEqual(new Set([...Object.keys(REFUSALS), 'ERR_COGNITO_SETUP']));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(Object.entries(REFUSALS))('tells status and challenge of %s', (name, refusal) => {
    expect(rows.find((row) => row.name === name)?.answer).toBe(answerInWords(refusal));
  });

  it('names the class of every code', () => {
    const classes = report.matchAll(
      /^export class (\w+) extends CognitoAuthError \{[^}]*?readonly code = "(\w+)";/gm,
    );
    const classOf = new Map([...classes].map(([, className, name]) => [name, className]));

    expect(rows.map(({ name, className }) => [name, className])).toEqual(
      rows.map(({ name }) => [name, classOf.get(name)]),
    );
  });
});

/** The error that a challenge names unless the row of a code says otherwise, by status. */
const usualErrors = new Map(
  rowsOf('Errors').flatMap(([status = '', error = '']) =>
    /^\d+$/.test(status) ? [[status, error]] : [],
  ),
);

function answerInWords({ status, challenge }: RefusalAnswer): string {
  if (challenge === 'bare') return `${status}, no error`;
  if (challenge === undefined)
    return `${status}, no challenge${status === 503 ? '; Retry-After' : ''}`;
  return usualErrors.get(String(status)) === challenge ? String(status) : `${status} ${challenge}`;
}

describe('the guide to refusals in the reference', () => {
  it('has a row for every code', () => {
    const explained = rowsOf('How to read a refusal').map(([name = '']) => name.replace('…', ''));

    for (const name of Object.keys(REFUSALS)) {
      expect(explained.filter((suffix) => suffix !== '' && name.endsWith(suffix))).toHaveLength(1);
    }
  });
});

const POOL = { userPoolId: 'eu-west-1_AbCdEf123', tokenUse: 'access', clientId: null } as const;

describe('the tables of options in the reference', () => {
  const rows = rowsOf('Options').filter(([name]) => /^[a-z]\w*$/.test(name ?? ''));

  it('list every option once', () => {
    const listed = rows.map(([name]) => name);

    expect(new Set(listed)).toEqual(new Set([...declaredOptions(), 'isGlobal', 'globalGuard']));
    expect(new Set(listed).size).toBe(listed.length);
  });

  const numbers = rows.flatMap(([name = '', byDefault = '', meaning = '']) => {
    const [, min = '', max = ''] = /\bFrom (\w+) to (\d+)$/.exec(meaning) ?? [];
    return max === '' ? [] : [{ name, byDefault, min: limitOf(min, rows), max: Number(max) }];
  });

  it('tell the range of every number', () => {
    expect(numbers.map(({ name }) => name)).toEqual([
      'clockToleranceSeconds',
      'maxTokenAgeSeconds',
      'maxTokenLength',
      'requestTimeoutMs',
      'cooldownSeconds',
      'maxWaitingCalls',
      'maxAgeSeconds',
      'staleIfErrorSeconds',
      'maxTokens',
      'maxBytes',
    ]);
  });

  it.each(numbers)('tell the default and range of $name', ({ name, byDefault, min, max }) => {
    const resolve = (settings: object) => resolveCognitoAuthOptions({ ...POOL, ...settings });
    const defaults = resolve({});
    const group = OPTION_GROUPS.find((option) => Object.hasOwn(defaults[option] ?? {}, name));
    const setTo = (value: number) =>
      isAccepted(() => resolve(group ? { [group]: { [name]: value } } : { [name]: value }));
    const resolved: object = (group && defaults[group]) ?? defaults;

    expect([min - 1, min, max, max + 1].map((value) => setTo(value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(String(Reflect.get(resolved, name) ?? 'not checked')).toBe(byDefault);
  });

  it('tell the other defaults', () => {
    const { realm, strategyName, tokenSources, signingKeys } = resolveCognitoAuthOptions(POOL);
    const byName = new Map(rows.map(([name = '', byDefault = '']) => [name, byDefault]));

    expect([realm, strategyName, tokenSources.length, signingKeys.prefetch]).toEqual([
      byName.get('realm'),
      byName.get('strategyName'),
      1,
      byName.get('prefetch') === 'true',
    ]);
  });
});

/** Options that hold options; these have a table of their own, and no row. */
const OPTION_GROUPS = ['signingKeys', 'verifiedTokenCache'] as const;

/** A limit is a number or the default of another option. */
function limitOf(text: string, rows: readonly (readonly string[])[]): number {
  const [, byDefault] = rows.find(([name]) => name === text) ?? [];
  return Number(byDefault ?? text);
}

function isAccepted(resolve: () => unknown): boolean {
  try {
    resolve();
    return true;
  } catch (error) {
    if (!isCognitoAuthError(error)) throw error;
    return false;
  }
}

const DECLARATIONS = [
  'issuers/user-pool-options.interface.ts',
  'options/cognito-auth-options.interface.ts',
];

/** Names of all options, as they are declared. */
function declaredOptions(): readonly string[] {
  const members = DECLARATIONS.flatMap((file) => {
    const path = fileURLToPath(new URL(`../../../lib/core/${file}`, import.meta.url));
    return [
      ...ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.ES2023).statements,
    ];
  })
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .flatMap((declaration) => [...declaration.members])
    .map((member) =>
      member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : '',
    );
  const several: keyof Extract<CognitoAuthModuleOptions, { userPools: unknown }> = 'userPools';
  const groups: readonly string[] = OPTION_GROUPS;
  return [...members.filter((name) => !groups.includes(name)), several];
}

/** Rows of the tables in a section: their cells without backticks. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const text = reference.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}
