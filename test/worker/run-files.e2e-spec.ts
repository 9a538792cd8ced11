import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runViolations } from '../support/harness/run-invariants.js';
import { waitFor } from '../support/harness/wait-for.js';
import { DatabaseProxy } from './run-database-proxy.js';
import { aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;

describe('the files of a run', () => {
  let bench: RunWorkbench;
  let proxy: DatabaseProxy;
  let plain: BenchWorker;

  beforeAll(async () => {
    bench = await RunWorkbench.open({ AGENT_TIMEOUT_SEO_S: '1' });
    proxy = await DatabaseProxy.before(bench.databaseUrl);
    plain = await bench.startWorker();
  }, START_MS);

  afterAll(async () => {
    await bench.close();
    await proxy.stop();
  }, START_MS);

  it('are no excuse for an agent that is at work on them when its time is up', async () => {
    let rounds = 0;
    const worker = await bench.startWorker({
      seo: async (_input, { files, signal }) => {
        for (;;) {
          await files.write('/seo/seo.json', '{}');
          signal.throwIfAborted();
          rounds += 1;
        }
      },
    });
    const { runId } = await bench.aRun(plain);

    expect(await worker.executor.execute(runId)).toBe('finished');
    const { status, tasks } = await bench.run(runId);
    expect(status).toBe('partial');
    expect(tasks.seo).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'AGENT_TIMEOUT' } });
    expect(rounds).toBeGreaterThan(0);
  });

  it('are delivered by agents that came to a result, not by those that failed half-way', async () => {
    const worker = await bench.startWorker({
      logo: async (_input, { files }) => {
        await files.write('/logo/logo.svg', '<svg/>');
        throw new Error('no ink');
      },
      content: async (_input, { files }) => {
        await files.write('/content/home.fr.md', 'Bienvenue');
        return { ...aResult(), status: 'fallback' };
      },
    });
    const { runId } = await bench.aRun(plain);

    expect(await worker.executor.execute(runId)).toBe('finished');
    expect(await filesOf(runId)).toEqual(['/content/home.fr.md']);
    expect((await bench.run(runId)).tasks.logo.status).toBe('failed');
  });

  it('are waited for while the database, which they are rebuilt from, is away', async () => {
    let begun = 0;
    const worker = await bench.startWorker(
      {
        research: async (_input, { files }) => {
          begun += 1;
          proxy.cut();
          await files.write('/research/market.json', '{}');
          return aResult();
        },
      },
      { DATABASE_URL: proxy.url },
    );
    const { runId } = await bench.aRun(plain);
    const executing = worker.executor.execute(runId);
    await waitFor(() => begun === 1, { timeoutMs: 5_000, what: 'research' });
    await proxy.untilRefused(2);
    proxy.restore();

    expect(await executing).toBe('finished');
    const { status, tasks } = await bench.run(runId);
    expect([status, tasks.research.error]).toEqual(['completed', null]);
    expect(await filesOf(runId)).toEqual(['/research/market.json']);
  });

  it('have kept every invariant of runs meanwhile', async () => {
    const violations = await runViolations(bench.db);
    // Most of the scripted agents write no files.
    const isMeant = (text: string) => text.startsWith('I4: a usable agent delivered no file');
    expect(violations.filter((text) => !isMeant(text))).toEqual([]);
  });

  async function filesOf(runId: string): Promise<readonly string[]> {
    const { rows } = await bench.db.query<{ path: string }>(
      `SELECT path FROM artifact WHERE workspace_id = $1 ORDER BY path`,
      [runId],
    );
    return rows.map(({ path }) => path);
  }
});
