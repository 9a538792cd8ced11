import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';

const TOKEN = 'an-operators-token-of-the-test-that-is-long-enough';
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };
const SCENARIO_MS = 120_000;
const SOON = { timeoutMs: 30_000 };

interface RunRow {
  readonly status: string;
  readonly crash_count: number;
  readonly fence: number;
  readonly quarantined_at: Date | null;
}

describe('operators of processes at work', () => {
  let model: ChatSimulator;
  let installation: Installation;
  let api: ServiceProcess;

  beforeAll(async () => {
    model = await ChatSimulator.start({ latencyMs: { min: 1_000, max: 1_500 }, seed: 7 });
    installation = await Installation.create(configuredStores(), {
      OPERATOR_TOKEN: TOKEN,
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'simulated-chat',
    });
    api = await installation.startApi();
  }, SCENARIO_MS);
  afterAll(async () => {
    await installation.close();
    await model.stop();
  }, SCENARIO_MS);

  async function send(of: ServiceProcess, method: 'GET' | 'POST', path: string, token = TOKEN) {
    const { port } = await of.untilLogged('metrics listen');
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const rowOf = async (runId: string) => {
    const { rows } = await installation.db.query<RunRow>('SELECT * FROM agent_run WHERE id = $1', [runId]);
    return rows[0];
  };
  const untilAtWork = (runId: string) =>
    waitFor(() => model.ledger.entries.some(({ callKey }) => callKey?.startsWith(runId)), {
      ...SOON,
      what: 'the model to be asked',
    });
  /** When runs were taken from those who carried them. */
  const takenAt: number[] = [];
  const violations = () => runViolations(installation.db, { calls: model.ledger.entries, deaths: takenAt });

  it(
    'drain a worker: what it carries goes on elsewhere, and it stays up until it is told to end',
    async () => {
      const client = await installation.client().signUp();
      const first = await installation.startWorker();
      const { run_id: runId, brief_id: briefId } = await client.generate(IDEA);
      await untilAtWork(runId);

      const refused = await send(first, 'POST', '/operators/drain', `${TOKEN}x`);
      takenAt.push(Date.now());
      const drained = await send(first, 'POST', '/operators/drain');
      const again = await send(first, 'POST', '/operators/drain');

      expect(refused.status).toBe(401);
      expect(drained).toMatchObject({
        status: 200,
        body: { changed: true, runs: { drained: 1, abandoned: 0 }, publications: { abandoned: 0 } },
      });
      expect(again.body).toMatchObject({ changed: false, runs: { drained: 1, abandoned: 0 } });
      expect(await rowOf(runId)).toMatchObject({ status: 'queued', crash_count: 0, lease_expires_at: null });
      expect(await send(first, 'GET', '/health/ready')).toMatchObject({
        status: 503,
        body: { status: 'draining' },
      });
      // Whoever restarts what is not alive shall leave it alone.
      expect((await send(first, 'GET', '/health/live')).status).toBe(200);
      const second = await installation.startWorker();
      expect((await client.untilSettled(briefId)).run_status).toBe('completed');
      expect(first.isRunning).toBe(true);
      expect(await rowOf(runId)).toMatchObject({ crash_count: 0, fence: 2 });
      expect(await violations()).toEqual([]);
      expect(first.logLines).toContainEqual(
        expect.objectContaining({ msg: 'operator acted', act: 'drain', changed: true }),
      );
      expect((await first.stop()).code).toBe(0);
      expect((await second.stop()).code).toBe(0);
    },
    SCENARIO_MS,
  );

  it(
    'put a run at work into quarantine: its worker gives it back, and a process of its own carries it on',
    async () => {
      const client = await installation.client().signUp();
      const worker = await installation.startWorker();
      const { run_id: runId, brief_id: briefId } = await client.generate(IDEA);
      await untilAtWork(runId);

      takenAt.push(Date.now());
      const { body } = await send(api, 'POST', `/operators/runs/${runId}/quarantine`);

      expect(body).toEqual({ run_id: runId, changed: true });
      await waitFor(
        async () => {
          const { rows } = await installation.db.query(
            `SELECT FROM pg_stat_activity
              WHERE application_name = 'genesis-quarantine' AND datname = current_database()`,
          );
          return rows.length > 0;
        },
        { ...SOON, what: 'a process of its own' },
      );
      expect((await client.untilSettled(briefId)).run_status).toBe('completed');
      expect(await rowOf(runId)).toMatchObject({
        crash_count: 0,
        fence: 2,
        quarantined_at: expect.any(Date),
      });
      expect(await violations()).toEqual([]);
      await worker.stop();
    },
    SCENARIO_MS,
  );

  it('are in the log with what they did and where they called from, without their token', async () => {
    const { run_id: runId } = await (await installation.client().signUp()).generate(IDEA);

    await send(api, 'POST', `/operators/runs/${runId}/cancel`, 'a-guess-that-is-wrong');
    await send(api, 'POST', `/operators/runs/${runId}/cancel`);

    const lines = await waitFor(
      () => {
        const found = api.logLines.filter(({ msg }) => String(msg).startsWith('operator '));
        return found.some(({ act }) => act === 'cancel') && found;
      },
      { ...SOON, what: 'the line' },
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'operator refused',
        code: 'OPERATOR_UNAUTHORIZED',
        remote_address: expect.stringContaining('127.0.0.1'),
      }),
    );
    expect(lines.filter(({ run_id }) => run_id === runId)).toEqual([
      expect.objectContaining({
        msg: 'operator acted',
        act: 'cancel',
        changed: true,
        remote_address: expect.stringContaining('127.0.0.1'),
      }),
    ]);
    expect(api.output).not.toContain(TOKEN);
    expect(api.output).not.toContain('a-guess-that-is-wrong');
  });
});
