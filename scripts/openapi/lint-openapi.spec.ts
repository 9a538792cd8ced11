import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

type Json = Record<string, unknown>;
interface ApiDocument {
  readonly paths: Record<string, Record<string, Json & { responses: Record<string, Json>; tags: string[] }>>;
  readonly components: { readonly schemas: Record<string, { properties: Record<string, Json> }> };
}

/** Lints the committed document after a change. */
async function lintWith(change: (document: ApiDocument) => void): Promise<{ code: number; output: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'genesis-lint-'));
  try {
    const document = JSON.parse(await readFile(path.join(root, 'docs/openapi.json'), 'utf8')) as ApiDocument;
    change(document);
    const file = path.join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const { status, stdout } = spawnSync(process.execPath, ['scripts/lint-openapi.mjs', file], {
      cwd: root,
      encoding: 'utf8',
    });
    return { code: status ?? -1, output: stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The committed document itself is linted by `npm run check`. */
describe('the lint of the API document', () => {
  it('finds what Redocly, Spectral and OWASP have a rule for, and an exception without a use', async () => {
    const { code, output } = await lintWith(({ paths, components }) => {
      // Redocly: two operations of one name.
      paths['/health/live']!.get!.operationId = 'health.ready';
      // Spectral for OpenAPI: a tag that nobody declares.
      paths['/health']!.get!.tags = ['nobody'];
      // OWASP: a text without an end; no limit of the rate.
      delete components.schemas.WebSearchRequest!.properties.query!.maxLength;
      delete paths['/api/v1/auth/me']!.get!.responses['429'];
      // The reason for its number of a user goes with it.
      delete paths['/api/v1/business-brief/user/{userId}'];
    });

    expect(code).toBe(1);
    for (const rule of [
      'operation-operationId-unique',
      'operation-tag-defined',
      'owasp:api4:2023-string-limit',
      'owasp:api4:2023-rate-limit-responses-429',
    ])
      expect(output).toContain(rule);
    expect(output).toMatch(/owasp:api1:2023-no-numeric-ids .*\n.*excuses nothing/);
  }, 60_000);
});
