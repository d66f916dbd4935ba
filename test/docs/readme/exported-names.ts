import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const LIB = join(import.meta.dirname, '../../../lib');

/** The folders of the entry points. */
export const ENTRIES: readonly string[] = readdirSync(LIB);

/** What an entry point exports, types included. */
export function exportedNamesOf(entry: string): readonly string[] {
  const text = readFileSync(join(LIB, entry, 'index.ts'), 'utf8');
  const source = ts.createSourceFile('index.ts', text, ts.ScriptTarget.ES2023);
  return source.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  );
}
