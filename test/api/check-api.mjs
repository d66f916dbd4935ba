// Compares what every entry point exports with the reports that stand beside this file. A change of the public
// surface is then seen in the diff: with --update the reports are written anew.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { check, reportChecks } from '../package/checks.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPORTS = fileURLToPath(new URL('.', import.meta.url));
const isUpdate = process.argv.includes('--update');

for (const entry of await readdir(join(ROOT, 'lib'))) {
  await check(`the public surface of ${entry} is the one on record`, () => checkEntry(entry));
}
reportChecks();

async function checkEntry(entry) {
  const complaints = [];
  const { succeeded, apiReportChanged } = Extractor.invoke(configOf(entry), {
    localBuild: isUpdate,
    showVerboseMessages: false,
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error) complaints.push(message.text);
      if (message.logLevel === ExtractorLogLevel.Warning) complaints.push(message.text);
    },
  });
  if (apiReportChanged && !isUpdate) {
    complaints.push('It has changed. If that is meant, run: npm run build && npm run api:update');
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
          'ae-forgotten-export': { logLevel: 'none' },
        },
        compilerMessageReporting: { default: { logLevel: 'error' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
