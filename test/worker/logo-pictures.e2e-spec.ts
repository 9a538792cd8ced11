import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStore } from '@genesis/assets';
import { logoResultSchema } from '@genesis/knowledge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LogoAgent } from '../../libs/agents/src/logo/logo.agent.js';
import { waitFor } from '../support/harness/wait-for.js';
import {
  type OpenAiImagesSimulator,
  startImagesSimulator,
} from '../support/simulators/openai-images-simulator.js';
import { type AgentScript, type BenchWorker, type RunRow, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const OTHERS = ['research', 'content', 'seo', 'template'] as const;

describe('the picture of a logo', () => {
  let simulator: OpenAiImagesSimulator;
  let dir: string;
  let bench: RunWorkbench;
  let script: AgentScript;

  beforeAll(async () => {
    [simulator, dir] = await Promise.all([
      startImagesSimulator(),
      mkdtemp(path.join(tmpdir(), 'genesis-pictures-')),
    ]);
    bench = await RunWorkbench.open({
      ASSET_DIR: dir,
      AGENT_TIMEOUT_LOGO_S: '20',
      LOCAL_PLAN: 'pro',
      // Nobody who is configured: what is asked of OpenAI here are pictures.
      PLAN_PRO_LLM: 'openai-compatible',
      OPENAI_API_KEY: 'sk-of-the-test',
      OPENAI_BASE_URL: simulator.url,
    });
    const agent = new LogoAgent();
    script = { logo: agent.run.bind(agent) };
  }, START_MS);
  beforeEach(() => simulator.reset());
  afterAll(async () => {
    await bench.close();
    await simulator.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  const logoOf = async (runId: string) => {
    const { tasks } = await bench.run(runId);
    return { task: tasks.logo, logo: logoResultSchema.parse(tasks.logo.output).primary_logo };
  };
  const callsOf = async (runId: string) => {
    const { rows } = await bench.db.query<{
      outcome: string;
      attempts: number;
      response: string;
      usage: object;
    }>(
      `SELECT outcome, attempts, response::text AS response, usage FROM provider_call WHERE run_id = $1 AND capability = 'image'`,
      [runId],
    );
    return rows;
  };
  const until = async (runId: string, isReached: (row: RunRow) => boolean) =>
    waitFor(async () => isReached(await bench.run(runId)), { timeoutMs: 10_000, what: 'a state of the run' });
  const executed = async (worker: BenchWorker) => {
    const run = await bench.aRun(worker);
    expect(await worker.executor.execute(run.runId)).toBe('finished');
    return run;
  };

  it('is ours: recorded by its name, and there when the vendor is not', async () => {
    const worker = await bench.startWorker(script);
    const { runId, briefId, ownerId } = await executed(worker);

    const { logo } = await logoOf(runId);
    expect(logo).toMatchObject({
      provider: 'openai',
      mime: 'image/png',
      url: `/api/v1/assets/${logo.asset_id}`,
    });
    const [call, ...others] = await callsOf(runId);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ outcome: 'success', attempts: 1, usage: { images: 1 } });
    expect(call?.response.length).toBeLessThan(2_000);
    const { rows } = await bench.db.query(
      `SELECT brief_id, owner_id, kind, width FROM asset WHERE key = $1`,
      [logo.asset_id],
    );
    expect(rows).toEqual([{ brief_id: briefId, owner_id: ownerId, kind: 'logo', width: 1_024 }]);
    expect(await readdir(dir)).toContain(logo.asset_id);
  });

  it('is made for each person anew, also where two have the same idea', async () => {
    const worker = await bench.startWorker(script);
    const runs = [await executed(worker), await executed(worker)];

    const keys = await Promise.all(runs.map(async ({ runId }) => (await logoOf(runId)).logo.asset_id));
    expect(simulator.received()).toHaveLength(2);
    // This vendor makes the same of the same; whose it is stays apart.
    expect(new Set(keys).size).toBe(1);
    const { rows } = await bench.db.query<{ owner_id: string }>(
      `SELECT owner_id FROM asset WHERE key = $1 AND brief_id = ANY($2)`,
      [keys[0], runs.map(({ briefId }) => briefId)],
    );
    expect(rows.map(({ owner_id }) => owner_id).sort()).toEqual(runs.map(({ ownerId }) => ownerId).sort());
  });

  it('is paid for once, also when its worker goes before the task has settled', async () => {
    const first = await bench.startWorker({
      logo: async (input, context) => {
        await script.logo!(input, context);
        await once(context.signal, 'abort');
        throw context.signal.reason;
      },
    });
    const { runId } = await bench.aRun(first);
    const executing = first.executor.execute(runId);
    await waitFor(async () => (await callsOf(runId)).length === 1, { timeoutMs: 10_000, what: 'the call' });
    first.active.drain();
    expect(await executing).toBe('handed_back');

    const second = await bench.startWorker(script);
    expect(await second.executor.execute(runId)).toBe('finished');

    expect(simulator.received()).toHaveLength(1);
    expect((await logoOf(runId)).logo.provider).toBe('openai');
  });

  it('is asked for again, and kept once, when its worker lost the run between the answer and the record', async () => {
    const [first, second] = await Promise.all([bench.startWorker(script), bench.startWorker(script)]);
    const { runId } = await bench.aRun(first);
    const assets = first.module.get(AssetStore, { strict: false });
    const put = assets.put.bind(assets);
    const takenOver: Promise<unknown>[] = [];
    assets.put = async (asset) => {
      const key = await put(asset);
      if (takenOver.length > 0) return key;
      // Each of the others renews the lease when it has settled.
      await until(runId, ({ tasks }) => OTHERS.every((name) => tasks[name].status === 'success'));
      await bench.endLease(runId);
      takenOver.push(second.executor.execute(runId));
      await until(runId, ({ fence }) => fence > 1);
      return key;
    };

    expect(await first.executor.execute(runId)).not.toBe('finished');
    expect(await Promise.all(takenOver)).toEqual(['finished']);

    const { logo } = await logoOf(runId);
    expect(simulator.received()).toHaveLength(2);
    expect(await callsOf(runId)).toMatchObject([{ outcome: 'success' }]);
    const { rows } = await bench.db.query(
      `SELECT key FROM asset a JOIN agent_run r ON r.brief_id = a.brief_id WHERE r.id = $1`,
      [runId],
    );
    expect(rows).toEqual([{ key: logo.asset_id }]);
  });

  it('is drawn by rule when the vendor is away, and the run says so', async () => {
    simulator.play({ behaviour: { kind: 'status', status: 500 }, times: null });
    const worker = await bench.startWorker(script);
    const { runId } = await executed(worker);

    const { task, logo } = await logoOf(runId);
    expect(task).toMatchObject({
      status: 'fallback',
      warnings: ['IMAGE_UNAVAILABLE: the mark is drawn by rule in place of a picture'],
    });
    expect(logo).toMatchObject({ provider: 'knowledge', url: '/logo/logo.svg' });
  });
});
