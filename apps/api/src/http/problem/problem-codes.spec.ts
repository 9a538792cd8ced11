import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { isProblemCode, PROBLEM_TEXTS } from './problem-texts.js';

const ROOT = path.resolve(import.meta.dirname, '../../../../..');

/** Codes that no caller of the public listener gets, and why. */
const UNANSWERED: Readonly<Record<string, readonly string[]>> = {
  'the operators’ listener has a shape of its own': [
    'AUDIT_UNAVAILABLE',
    'INVALID_PARAMETER',
    'OPERATOR_TOKEN_NOT_SET',
    'OPERATOR_UNAUTHORIZED',
    'QUEUE_UNAVAILABLE',
  ],
  'thrown and caught where runs and publications are worked on': [
    'AGENT_ABORTED',
    'ASSET_INVALID',
    'ASSET_TOO_LARGE',
    'LEASE_LOST',
    'PUBLICATION_TIMEOUT',
    'TASK_PARKED',
    'UNSAFE_SVG',
  ],
  'an error of a vendor’s call, or a page that is told as PAGE_NOT_READABLE': [
    'ADDRESS_NOT_PUBLIC',
    'LIMIT_WAIT_TOO_LONG',
  ],
  'asked of files by agents alone, or by nobody through a route': [
    'EDIT_AMBIGUOUS',
    'EDIT_NOT_FOUND',
    'FILE_EXISTS',
    'METADATA_INVALID',
    'RANGE_INVALID',
    'REVISION_CONFLICT',
    'SNAPSHOT_TOO_LARGE',
    'USER_STATE_NOT_FOUND',
    'VERSION_CONFLICT',
  ],
};

/** Sources whose codes are no literals, and where these codes are. */
const REVIEWED: Readonly<Record<string, string>> = {
  'apps/api/src/operators/failed-run-retry.ts': 'the operators’ listener',
  'libs/runs/src/run-operations.ts': 'the operators’ listener',
  'libs/runs/src/runs.errors.ts': 'RUN_…: the reason of a signal in the worker',
  'libs/publishing/src/publishing.errors.ts': 'PUBLICATION_…: the reason of a signal in the worker',
  'libs/integrations/src/vendor/vendor.errors.ts':
    '`asCallersError` of web-search.service.ts: three failures pass',
  'apps/api/src/websites/website-presenter.ts': 'codes of the sites of libs/publishing, which are literals',
  'libs/redis-vfs/src/vfs.errors.ts': 'KIND_OF, read below',
};

/** Of `asCallersError`: `timed_out` and `budget_exhausted`; after `cancelled` nobody is there any more. */
const OF_SEARCH = ['SEARCH_TIMEOUT', 'SEARCH_BUDGET_EXHAUSTED'];

interface Thrown {
  readonly file: string;
  /** Null where it is no literal. */
  readonly code: string | null;
}

async function sources(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['apps/api/src', 'libs'].map(async (folder) =>
      (await readdir(path.join(ROOT, folder), { recursive: true })).map((file) =>
        `${folder}/${file}`.replaceAll('\\', '/'),
      ),
    ),
  );
  return found
    .flat()
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !/\.(spec|contract|fixture|properties|d)\.ts$|\/testing\//.test(file));
}

/** What is given to `new …` or `super(…)` with a `code` and a `kind`; defects of ours (`internal`) have no code outside. */
function thrownIn(file: string, text: string): readonly Thrown[] {
  const found: Thrown[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && (ts.isNewExpression(node.parent) || isSuper(node.parent))) {
      const code = valueOf(node, 'code');
      const kind = valueOf(node, 'kind');
      if (code && kind && literalOf(kind) !== 'internal') found.push({ file, code: literalOf(code) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isSuper(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function valueOf({ properties }: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = properties.find((each) => each.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

const literalOf = (node: ts.Expression): string | null => (ts.isStringLiteralLike(node) ? node.text : null);

/** The keys of `KIND_OF`. */
async function vfsCodes(): Promise<readonly string[]> {
  const text = await readFile(path.join(ROOT, 'libs/redis-vfs/src/vfs.errors.ts'), 'utf8');
  const table = /const KIND_OF = \{(.*?)\}/s.exec(text)?.[1] ?? '';
  return [...table.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, code = '']) => code);
}

describe('codes of errors', () => {
  it('have texts of their own wherever a caller may get them', async () => {
    const thrown = await Promise.all(
      (await sources()).map(async (file) => thrownIn(file, await readFile(path.join(ROOT, file), 'utf8'))),
    );
    const all = thrown.flat();
    const hidden = all.filter(({ code }) => code === null).map(({ file }) => file);
    expect([...new Set(hidden)].sort()).toEqual(Object.keys(REVIEWED).sort());

    const ofFiles = await vfsCodes();
    expect(ofFiles).toContain('WORKSPACE_FULL');
    const codes = new Set([...all.flatMap(({ code }) => code ?? []), ...ofFiles, ...OF_SEARCH]);
    const without = [...codes].filter((code) => !isProblemCode(code));

    expect(without.sort()).toEqual(Object.values(UNANSWERED).flat().sort());
  });

  it('stand in the table of docs/api.md, each with a text', async () => {
    const docs = await readFile(path.join(ROOT, 'docs/api.md'), 'utf8');
    const rows = docs.split('\n').filter((line) => /^\| \d{3} +\| /.test(line));
    const listed = rows.flatMap((row) => [...row.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code));

    expect([...new Set(listed)].sort()).toEqual(Object.keys(PROBLEM_TEXTS).sort());
  });
});
