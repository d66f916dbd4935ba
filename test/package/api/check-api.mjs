// Compares what every entry point exports with the reports that stand beside this file. A change of the public
// surface is then seen in the diff: with --update the reports are written anew.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { check, reportChecks } from '../../support/checks.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const REPORTS = fileURLToPath(new URL('.', import.meta.url));
const isUpdate = process.argv.includes('--update');

/** Bases, and parameters of generic types. Nothing of a strategy or of resolved options may come in here. */
const PARTS = new Set([
  // Bases of exported interfaces and classes.
  'CognitoCommonClaims',
  'VerifiedUser',
  'LocalTokenOptions',
  'LocalUserTokenOptions',
  'PassportJwtStrategyBase',
  // What the builder of Nest makes, and its parameter.
  'ConfigurableModuleClass',
  'FACTORY_METHOD',
  // Parts of the types of @CurrentUser() and of the option readToken.
  'Mismatch',
  'Pipe',
  'ReadToken',
  'Takes',
  // Parts of the events of triggers.
  'TriggerAttributes',
  'TriggerMetadata',
]);

/** Other entry points may name them: users have them from core. */
const exportsOfCore = new Set(
  [...(await readFile(join(ROOT, 'lib/core/index.ts'), 'utf8')).matchAll(/\b[A-Z]\w+\b/g)].map(
    ([name]) => name,
  ),
);

for (const entry of await readdir(join(ROOT, 'lib'))) {
  await check(`the public surface of ${entry} is the one on record`, () => checkEntry(entry));
}
reportChecks();

/**
 * Whether a complaint is about a type that a public one is made of, and that has no name in public: what it holds is
 * seen in the types that are exported.
 */
function isPermitted(text) {
  const [, name] = /^The symbol "(\w+)" needs to be exported/.exec(text) ?? [];
  return PARTS.has(name) || exportsOfCore.has(name);
}

async function checkEntry(entry) {
  const complaints = [];
  const { succeeded, apiReportChanged } = Extractor.invoke(configOf(entry), {
    localBuild: isUpdate,
    showVerboseMessages: false,
    messageCallback: (message) => {
      message.handled = true;
      // Warnings that are let pass would fail the whole.
      if (isPermitted(message.text)) message.logLevel = ExtractorLogLevel.None;
      if (message.logLevel === ExtractorLogLevel.Error) complaints.push(message.text);
      if (message.logLevel === ExtractorLogLevel.Warning) complaints.push(message.text);
    },
  });
  if (apiReportChanged && !isUpdate) {
    complaints.push('It has changed. If that is meant, run: npm run api:update');
  }
  if (!succeeded || complaints.length > 0) throw new Error(complaints.join('\n'));
}

function configOf(entry) {
  return ExtractorConfig.prepare({
    configObjectFullPath: join(REPORTS, 'api-extractor.json'),
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(ROOT, `dist/esm/${entry}/index.d.ts`),
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.build.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: REPORTS,
        reportTempFolder: join(ROOT, 'dist/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // The reports are what matters; doc comments have a linter of their own.
        extractorMessageReporting: {
          default: { logLevel: 'none' },
          'ae-forgotten-export': { logLevel: 'warning' },
        },
        compilerMessageReporting: { default: { logLevel: 'error' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
