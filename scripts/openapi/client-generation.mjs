import { createClient } from '@hey-api/openapi-ts';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../local/project.mjs';
import { tryChild } from '../local/run-child.mjs';

const document = path.join(projectRoot, 'docs/openapi.json');
const example = path.join(projectRoot, 'examples/client');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Writes a typed client of the committed document, which needs nothing but `fetch`. Nothing is fetched for it.
 *  @param {string} folder is emptied first */
export async function generateClient(folder) {
  await createClient({
    input: JSON.parse(await readFile(document, 'utf8')),
    output: { path: path.resolve(folder), module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
}

/** Compiles the sample with a client that is generated for it.
 *  @param {string} [folder] gets `out/`, the programs; without it nothing is kept
 *  @returns {Promise<import('../local/run-child.mjs').ChildResult>} what the compiler says */
export async function checkExample(folder) {
  const work = folder ?? (await mkdtemp(path.join(tmpdir(), 'genesis-client-')));
  try {
    await cp(example, work, { recursive: true });
    await writeFile(path.join(work, 'package.json'), '{ "type": "module" }\n');
    await generateClient(path.join(work, 'genesis'));
    return await tryChild(process.execPath, [compiler, '-p', work, '--pretty', 'false']);
  } finally {
    if (folder === undefined) await rm(work, { recursive: true, force: true });
  }
}
