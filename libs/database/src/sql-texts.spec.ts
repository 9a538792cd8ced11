import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SQL =
  /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|FROM|WHERE|SET|RETURNING|VALUES|JOIN|ORDER BY|LIMIT|WHEN)\b/;
/** Calls whose first argument is SQL, whatever it says. */
const RUNS_SQL = /^(?:query|queryPrepared|where|andWhere|orWhere|orderBy|addOrderBy|having)$/;

/** Parts of statements that are no constants by their name, each of which somebody has looked at. */
const REVIEWED: Readonly<Record<string, readonly string[]>> = {
  // `PERSONAL_TABLES`: names and conditions of ours.
  'libs/personal-data/src/account-erasure.ts': ['table', 'of'],
  'libs/personal-data/src/personal-data-export.ts': ['table', 'of'],
  // Two states, and a condition of ours for each.
  'libs/quota/src/quota-statements.ts': ['state', 'which'],
  // Expressions that are passed as texts of ours.
  'libs/quota/src/spending-caps.ts': ['key', 'day'],
  'libs/runs/src/run-admission.ts': ['owner', 'limit'],
  'libs/runs/src/call-journal.ts': [
    'column',
    'name',
    "countOf('provider_call', name)",
    "countOf('excluded', name)",
  ],
  // One of two conditions.
  'libs/runs/src/run-leases.ts': ['condition'],
  // Numbers of placeholders: `$1`, `$2` …
  'libs/runs/src/run-steps.ts': [
    "parts.join(', ')",
    'leaseMs',
    'status',
    'error',
    'tasks',
    'names',
    'files',
    'paths',
    'events',
  ],
  // ASC or DESC, by the allow-list of sorts.
  'libs/briefs/src/contract/contract-briefs.service.ts': ['direction'],
  // One of three texts of the class.
  'libs/publishing/src/webhooks/webhook-delivery.ts': ['changes'],
};

async function sources(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['apps', 'libs'].map(async (folder) =>
      (await readdir(path.join(ROOT, folder), { recursive: true })).map((file) =>
        `${folder}/${file}`.replaceAll('\\', '/'),
      ),
    ),
  );
  return found
    .flat()
    .filter((file) => file.endsWith('.ts'))
    .filter(
      (file) => !/\.(spec|contract|fixture|properties|d)\.ts$|\/(testing|migrations|knowledge)\//.test(file),
    );
}

/** What is put into statements of a file, and is neither a constant nor a call with constants. */
function partsOf(file: string, text: string): readonly string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      const said = node.head.text + node.templateSpans.map(({ literal }) => literal.text).join(' ');
      if (SQL.test(said) || isRun(node)) {
        for (const { expression } of node.templateSpans)
          if (!isConstant(expression)) found.add(expression.getText());
      }
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const sides = [node.left, node.right];
      const isSql = sides.some((side) => ts.isStringLiteralLike(side) && SQL.test(side.text));
      if (isSql || isRun(node)) found.add(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...found];
}

function isRun(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const called = parent.expression;
  const name = ts.isPropertyAccessExpression(called) ? called.name : called;
  return ts.isIdentifier(name) && RUNS_SQL.test(name.text);
}

/** `NAME`, `NAME.part`, `NAME.map(…)…`, or a call with nothing but constants. */
function isConstant(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isIdentifier(node)) return /^[A-Z][A-Z0-9_]*$/.test(node.text);
  if (ts.isPropertyAccessExpression(node)) return isConstant(node.expression);
  if (!ts.isCallExpression(node)) return false;
  if (ts.isPropertyAccessExpression(node.expression)) return isConstant(node.expression.expression);
  return node.arguments.every(isConstant);
}

describe('security: SQL, the texts of statements', () => {
  it('are put together of constants, and of parts that somebody has looked at', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(300);
    const unseen: string[] = [];
    const seen: Record<string, readonly string[]> = {};
    for (const file of files) {
      const parts = partsOf(file, await readFile(path.join(ROOT, file), 'utf8'));
      const reviewed = REVIEWED[file] ?? [];
      unseen.push(...parts.filter((part) => !reviewed.includes(part)).map((part) => `${file}: ${part}`));
      const known = parts.filter((part) => reviewed.includes(part));
      if (known.length > 0) seen[file] = known.toSorted();
    }
    expect(unseen).toEqual([]);
    // Who is gone from the code goes from the list.
    const listed = Object.entries(REVIEWED).map(([file, parts]) => [file, parts.toSorted()] as const);
    expect(seen).toEqual(Object.fromEntries(listed));
  });

  it.each([
    'db.query(`SELECT * FROM users WHERE id = ${id}`)',
    'db.query(`SELECT * FROM users ORDER BY ${query.sort}`)',
    "db.query('SELECT * FROM users WHERE id = ' + id)",
    'builder.where(`name = ${name}`)',
    'queryPrepared(tx, `DELETE FROM ${tableOf(input)}`, [])',
    'const sql = `UPDATE a SET b = ${[...values].join()}`;',
  ])('are seen where something else is put into them: %s', (text) => {
    expect(partsOf('a.ts', text)).not.toEqual([]);
  });

  it.each([
    'db.query(`SELECT ${COLUMNS} FROM users WHERE id = $1`, [id])',
    "db.query(`SELECT ${count('credits')} FROM users`)",
    'log(`the file ${name} was written`)',
  ])('may be: %s', (text) => {
    expect(partsOf('a.ts', text)).toEqual([]);
  });
});
