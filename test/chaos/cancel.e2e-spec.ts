import { setTimeout as sleep } from 'node:timers/promises';
import { TASK_NAMES } from '@genesis/agents';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type {
  WebsiteRequestedResponse,
  WebsiteResponse,
} from '../../apps/api/src/websites/dto/website.responses.js';
import { type ApiClient, UnexpectedAnswer } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { BrokenServer } from './broken-server.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, statesOf, untilAll, untilCompleted } from './run-progress.js';

/** A cancelled run has ended after so long. Source: R27 of the design. */
const END_MS = 5_000;
/** A request that was on its way when the run ended. */
const ON_ITS_WAY_MS = 250;
/** Whatever a cancelled run would still ask, it would ask within this time. */
const SILENCE_MS = 2_000;

/** Agents that ask a model; the other two are held by a lock on their row. */
const CALLING = ['research', 'content', 'logo', 'seo'] as const;
const SILENT = ['template', 'synthesis'] as const;

describe('people cancel', () => {
  let servers: PrivateServers;
  let dc360: Dc360Simulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    [servers, dc360] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 20, max: 60 } }),
      Dc360Simulator.start({ isEveryoneKnown: true }),
    ]);
    installation = await servers.install({
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      RUN_OWNER_CONCURRENCY: '100',
    });
    await installation.startApi();
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), dc360.stop()]);
  }, SCENARIO_MS);

  async function statusOfCancel(briefId: string): Promise<number | string> {
    try {
      return (await client.call('POST', `/api/v1/business/brief/${briefId}/cancel`)).status;
    } catch (error) {
      if (error instanceof UnexpectedAnswer) return `${error.status} ${error.problem.error}`;
      throw error;
    }
  }

  /** Cancels all at once, each three times, and waits for their ends. @returns the longest time from request to end */
  async function cancelAll(runs: readonly RunStartedResponse[]): Promise<number> {
    const askedAt = Date.now();
    const answers = await Promise.all(
      runs.flatMap(({ brief_id }) => Array.from({ length: 3 }, () => statusOfCancel(brief_id))),
    );
    expect(answers.filter((answer) => answer !== 202 && answer !== '409 ILLEGAL_TRANSITION')).toEqual([]);
    const states = await untilAll(installation, runIdsOf(runs), {
      what: 'ended',
      condition: (run) => run.finishedAt !== null,
      timeoutMs: 30_000,
    });
    const tookMs = Math.max(...states.map(({ finishedAt }) => (finishedAt ?? NaN) - askedAt));
    process.stdout.write(
      `${runs.length} runs cancelled: the last one ended after ${Math.round(tookMs)} ms\n`,
    );
    return tookMs;
  }

  /** Terminal for good, the same wherever one looks, and nothing is asked any more. */
  async function expectCancelled(runs: readonly RunStartedResponse[]): Promise<void> {
    const before = await statesOf(installation, runIdsOf(runs));
    expect(before.map(({ status }) => status)).toEqual(runs.map(() => 'cancelled'));
    const endOf = new Map(before.map(({ id, finishedAt }) => [id, finishedAt ?? NaN]));
    await sleep(SILENCE_MS);
    const late = servers
      .callsOf(runIdsOf(runs))
      .filter(
        ({ callKey, receivedAt }) => receivedAt > endOf.get(callKey?.split('/')[0] ?? '')! + ON_ITS_WAY_MS,
      );
    expect(late).toEqual([]);
    expect(servers.openCallsOf(runIdsOf(runs))).toEqual([]);
    for (const { brief_id } of runs) {
      const [status, events, again] = await Promise.all([
        client.status(brief_id),
        client.events(brief_id),
        statusOfCancel(brief_id),
      ]);
      expect(status).toMatchObject({ run_status: 'cancelled', status: 'cancelled' });
      expect(events.items.at(-1)).toMatchObject({ type: 'run.finished', data: { status: 'cancelled' } });
      expect(again).toBe('409 ILLEGAL_TRANSITION');
    }
    expect(await statesOf(installation, runIdsOf(runs))).toEqual(before);
  }

  const stall = (task: string, runId: string) =>
    servers.model.script({
      behaviour: { kind: 'stall_before_answer' },
      times: null,
      callKeyIncludes: `${runId}/${task}/`,
    });

  /** Keeps a task from being settled, until the transaction ends. */
  async function lockTask(task: string, runId: string): Promise<pg.PoolClient> {
    const db = await installation.db.connect();
    await db.query('BEGIN');
    await db.query('SELECT FROM agent_task WHERE run_id = $1 AND name = $2 FOR UPDATE', [runId, task]);
    return db;
  }

  it(
    'R27: in each of the tasks, in the queue, three times each: ended within five seconds, and no call comes later',
    async () => {
      const queued = await client.generate(IDEA);
      expectWithin('the cancel', await cancelAll([queued]), END_MS);

      const calling = await Promise.all(
        CALLING.map(async (task) => {
          const run = await client.generate(IDEA);
          stall(task, run.run_id);
          return { task, run };
        }),
      );
      const silent = await Promise.all(
        SILENT.map(async (task) => {
          const run = await client.generate(IDEA);
          return { task, run, lock: await lockTask(task, run.run_id) };
        }),
      );
      await installation.startWorker();
      await waitFor(
        () =>
          calling.every(({ task, run }) =>
            servers.openCallsOf([run.run_id]).some(({ callKey }) => callKey?.includes(`/${task}/`)),
          ),
        { timeoutMs: 30_000, what: 'an open call of each agent' },
      );
      await waitFor(
        async () => {
          const { rows } = await installation.db.query<{ waiting: number }>(
            `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          );
          return (rows[0]?.waiting ?? 0) > 0;
        },
        { timeoutMs: 30_000, what: 'a worker that waits for a locked task' },
      );
      const runs = [...calling, ...silent].map(({ run }) => run);
      const tookMs = cancelAll(runs);
      // The rows of the others are locked by the worker that waits: they take their cancels when it is let go.
      await waitFor(
        async () => {
          const { rows } = await installation.db.query<{ n: number }>(
            `SELECT count(*)::int AS n FROM agent_run WHERE id = ANY($1::uuid[]) AND cancel_requested_at IS NOT NULL`,
            [runIdsOf(calling.map(({ run }) => run))],
          );
          return rows[0]?.n === calling.length;
        },
        { timeoutMs: 20_000, what: 'the cancels to be written down' },
      );
      for (const { lock } of silent) {
        await lock.query('ROLLBACK');
        lock.release();
      }

      expect(new Set([...CALLING, ...SILENT])).toEqual(new Set(TASK_NAMES));
      expectWithin('the cancels', await tookMs, END_MS);
      // A synthesis that was about to end its run may have ended it.
      const [last] = await statesOf(installation, [silent[1]?.run.run_id ?? '']);
      expect(['cancelled', 'completed']).toContain(last?.status);
      await expectCancelled([
        queued,
        ...runs.filter(({ run_id }) => run_id !== last?.id || last.status === 'cancelled'),
      ]);
      await servers.endScript();
      const measured = { faults: 3 * (runs.length + 1), recoveryMs: await tookMs };
      expect(await servers.violations(installation, [], measured)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R27: while the connection to a vendor is still being made',
    async () => {
      const mute = await BrokenServer.start('nothing');
      const far = await servers.install({ LLM_BASE_URL: `https://127.0.0.1:${mute.port}/v1` });
      try {
        await far.startApi();
        await far.startWorker();
        const person = await far.client().signUp();
        const { brief_id, run_id } = await person.generate(IDEA);
        await waitFor(() => mute.openCount > 0, { timeoutMs: 30_000, what: 'a connection' });
        const askedAt = Date.now();
        await person.cancel(brief_id);
        const [state] = await untilAll(far, [run_id], {
          what: 'cancelled',
          condition: (run) => run.status === 'cancelled',
          timeoutMs: 30_000,
        });
        const tookMs = (state?.finishedAt ?? NaN) - askedAt;

        expectWithin('the cancel', tookMs, END_MS);
        expect(await servers.violations(far, [], { faults: 1, recoveryMs: tookMs })).toEqual([]);
      } finally {
        await far.close();
        await mute.stop();
      }
    },
    SCENARIO_MS,
  );

  it(
    'R27: after the end, and during a publication: nothing changes, and the website is published once',
    async () => {
      const run = await client.generate(IDEA);
      await untilCompleted(installation, [run.run_id]);
      const before = await client.brief(run.brief_id);
      expect(await statusOfCancel(run.brief_id)).toBe('409 ILLEGAL_TRANSITION');
      dc360.play({ behaviour: { kind: 'slow', latencyMs: 1_500 }, routeIncludes: 'POST /api/v1/websites' });
      const { body: asked } = await client.call<WebsiteRequestedResponse>(
        'POST',
        '/api/v1/business/website/create',
        {
          json: { brief_id: run.brief_id },
          headers: { prefer: 'respond-async' },
        },
      );
      await waitFor(() => dc360.receivedAt('POST /api/v1/websites').length > 0, {
        timeoutMs: 20_000,
        what: 'the publication to be on its way',
      });
      // A second version is being made meanwhile, and given up.
      const second = await client.regenerate(run.brief_id, ['seo']);
      stall('seo', second.run_id);
      const answers = await Promise.all([statusOfCancel(run.brief_id), statusOfCancel(run.brief_id)]);
      const [state] = await untilAll(installation, [second.run_id], {
        what: 'ended',
        condition: ({ finishedAt }) => finishedAt !== null,
        timeoutMs: 20_000,
      });
      const website = await waitFor(
        async () => {
          const path = `/api/v1/business/website/${asked.website_id}/status`;
          const { body } = await client.call<WebsiteResponse>('GET', path);
          return body.status === 'published' && body;
        },
        { timeoutMs: 20_000, what: 'the website' },
      );

      expect(answers.filter((answer) => answer !== 202 && answer !== '409 ILLEGAL_TRANSITION')).toEqual([]);
      expect(dc360.websites).toHaveLength(1);
      expect(website).toMatchObject({ url: dc360.websites[0]?.url, version: 1 });
      const after = await client.brief(run.brief_id);
      expect(after.version).toBe(state?.status === 'cancelled' ? before.version : before.version + 1);
      expect(after.content_generation).toEqual(before.content_generation);
      await servers.endScript();
      expect(await servers.violations(installation, [], { faults: 3, recoveryMs: 0 })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
