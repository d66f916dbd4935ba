import ts from 'typescript';

/** Stands for an `import()` whose argument is not a plain string, so that nobody can tell what it loads. */
export const COMPUTED_IMPORT = '<computed>';

/**
 * What a module names of other modules, in whatever form: `import`, `import type`, `export … from`,
 * `import()`, the type `import('…')`, `import = require()`, `require()` and `/// <reference />`.
 */
export function readImports(path: string, text: string): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  const specifiers = [...source.referencedFiles, ...source.typeReferenceDirectives].map(
    ({ fileName }) => fileName,
  );
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      specifiers.push(ts.isStringLiteralLike(specifier) ? specifier.text : COMPUTED_IMPORT);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return specifiers;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  }
  return ts.isCallExpression(node) && isLoading(node.expression) ? node.arguments[0] : undefined;
}

function isLoading(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(callee) && callee.text === 'require')
  );
}
