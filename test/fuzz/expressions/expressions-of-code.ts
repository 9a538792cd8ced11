import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface WrittenExpression {
  /** From the root of the project. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Null for one that is put together at run time. */
  readonly expression: RegExp | null;
}

/** Every regular expression of the apps and libs, literals and constructed ones, as the syntax tree has them. */
export function expressionsOfCode(): readonly WrittenExpression[] {
  return ['apps', 'libs'].flatMap(sourcesIn).flatMap(expressionsIn);
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.(?:spec|contract)\.ts$|(?:^|\/)testing\//.test(name))
    .map((name) => path.join(folder, name))
    .sort();
}

function expressionsIn(file: string): readonly WrittenExpression[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: WrittenExpression[] = [];
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    if (ts.isRegularExpressionLiteral(node)) found.push({ file, line, expression: literal(node.text) });
    else if (isConstruction(node)) found.push({ file, line, expression: null });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function literal(text: string): RegExp {
  const end = text.lastIndexOf('/');
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}

function isConstruction(node: ts.Node): boolean {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  );
}
