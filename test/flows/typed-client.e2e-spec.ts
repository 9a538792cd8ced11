import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';

const START_MS = 90_000;
const ROOT = path.resolve(import.meta.dirname, '../..');

/** What somebody writes who has copied the sample: it runs in a process that knows nothing of ours. */
const PROGRAM = `
import { firstBrief, GenesisProblem, moveTo, signUp } from './out/first-brief.js';
const { url, person, idea } = JSON.parse(process.argv[2]);
const client = await signUp(url, person);
const moves = await Promise.all(['Thiès', 'Kolda'].map((city) => moveTo(client, city)));
const brief = await firstBrief(client, idea);
const refused = await signUp(url, person).catch((error) => error);
console.log(JSON.stringify({
  moves,
  brief,
  refusal: refused instanceof GenesisProblem ? refused.problem.error : String(refused),
}));
`;

async function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: code === 0 ? output : output + errors };
}

/** api-conventions.md, "OpenAPI": the types are proven by use. */
describe('a typed client generated from the API document', () => {
  let installation: Installation;
  let folder: string;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-client-'));
    await Promise.all([installation.startApi(), installation.startWorker()]);
  }, START_MS);
  afterAll(async () => {
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  it('compiles with the sample for frontends, and makes a brief with it', async () => {
    expect(await run('scripts/typed-client.mjs', ['--check', folder])).toEqual({ code: 0, output: '' });
    await writeFile(path.join(folder, 'program.js'), PROGRAM);

    const idea = FRENCH_IDEAS[0]!;
    const { code, output } = await run(path.join(folder, 'program.js'), [
      JSON.stringify({
        url: installation.urls[0],
        person: {
          email: `awa.${crypto.randomUUID()}@example.com`,
          name: 'Awa',
          password: crypto.randomUUID(),
        },
        idea: idea.brief,
      }),
    ]);

    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
    const { moves, brief, refusal } = JSON.parse(output) as {
      moves: string[];
      brief: Record<string, unknown>;
      refusal: string;
    };
    expect(brief).toMatchObject({
      status: 'completed',
      business_brief: { business_name: idea.brief.business_name },
    });
    expect(moves).toContain('moved');
    expect(refusal).toBe('EMAIL_ALREADY_REGISTERED');
  }, 120_000);
});
