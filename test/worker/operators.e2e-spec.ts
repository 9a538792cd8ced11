import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@genesis/kernel';
import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiUnderTest, startApi } from '../api/api-under-test.js';
import { aResult, type BenchWorker, IDEA, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const TOKEN = 'the operators of the test, thirty-two characters and more'.replaceAll(' ', '-');
const CLI = path.resolve(import.meta.dirname, '../../scripts/operator.mjs');

const RUN_ACTS = ['cancel', 'quarantine', 'release', 'retry'] as const;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

describe('operators', () => {
  let bench: RunWorkbench;
  let worker: BenchWorker;
  let api: ApiUnderTest;

  beforeAll(async () => {
    bench = await RunWorkbench.open({ RUN_OWNER_CONCURRENCY: '2' });
    worker = await bench.startWorker();
    api = await startApi(apiSettings({ OPERATOR_TOKEN: TOKEN }));
  }, START_MS);
  afterAll(async () => {
    await api.close();
    await bench.close();
  });

  const apiSettings = (extra: Readonly<Record<string, string>>) => ({
    TESTING_MODE: 'true',
    TEST_DATABASE_URL: bench.databaseUrl,
    REDIS_KEY_PREFIX: bench.keyPrefix,
    RUN_OWNER_CONCURRENCY: '2',
    ...extra,
  });
  const listener = ({ app }: ApiUnderTest = api) => `http://127.0.0.1:${String(app.get(MetricsServer).port)}`;

  async function send(url: string, method: string, authorization?: string): Promise<Answer> {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(url, { method, headers });
    const text = await response.text();
    const body = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, body };
  }
  const look = (route: string) => send(`${listener()}/operators${route}`, 'GET');
  const act = (route: string) => send(`${listener()}/operators${route}`, 'POST', `Bearer ${TOKEN}`);

  const jobsOf = async (runId: string) => {
    const { enqueue_count } = await bench.run(runId);
    return worker.queue.states('runs', [`${runId}-${String(enqueue_count)}`]);
  };
  const change = (runId: string, changes: string) =>
    bench.db.query(`UPDATE agent_run SET ${changes} WHERE id = $1`, [runId]);
  const reasonsOf = async (runId: string, query = '') => {
    const { body } = await look(`/runs?limit=1000${query}`);
    return (body.items as { run_id: string; reasons: string[] }[]).find((run) => run.run_id === runId)
      ?.reasons;
  };
  /** A run that has ended, of whose agents some have failed. */
  const aFailedRun = async (failing: readonly string[]) => {
    const failed = async () => ({
      ...aResult(),
      status: 'failed' as const,
      data: null,
      error: { code: 'MODEL_AWAY', message: 'the words of a vendor' },
    });
    const failingWorker = await bench.startWorker(Object.fromEntries(failing.map((name) => [name, failed])));
    const run = await bench.aRun(failingWorker);
    await failingWorker.executor.execute(run.runId);
    await bench.stop(failingWorker);
    return run;
  };

  describe('are known by their token', () => {
    it('and nobody without it changes anything', async () => {
      const { runId } = await bench.aRun(worker);
      const routes = [
        ...RUN_ACTS.map((name) => `/runs/${runId}/${name}`),
        '/webhooks/replay',
        `/webhooks/${runId}/replay`,
      ];
      const wrong = [
        undefined,
        '',
        'Bearer',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(0, -1)}`,
        `Basic ${TOKEN}`,
        TOKEN,
      ];

      const answers = await Promise.all(
        routes.flatMap((route) =>
          wrong.map((given) => send(`${listener()}/operators${route}`, 'POST', given)),
        ),
      );

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
      expect(answers[0]?.body).toMatchObject({ error: 'OPERATOR_UNAUTHORIZED' });
      expect(await bench.run(runId)).toMatchObject({
        status: 'queued',
        enqueue_count: 1,
        quarantined_at: null,
      });
    });

    it('and a process that has none lets nobody change anything, and says why', async () => {
      const closed = await startApi(apiSettings({}));
      const { runId } = await bench.aRun(worker);

      const answers = await Promise.all(
        RUN_ACTS.map((name) =>
          send(`${listener(closed)}/operators/runs/${runId}/${name}`, 'POST', 'Bearer null'),
        ),
      );
      const shown = await send(`${listener(closed)}/operators/runs/${runId}`, 'GET');
      await closed.close();

      for (const { status, body } of answers) {
        expect(status).toBe(403);
        expect(body).toMatchObject({
          error: 'OPERATOR_TOKEN_NOT_SET',
          message: expect.stringContaining('OPERATOR_TOKEN'),
        });
      }
      expect(shown.status).toBe(200);
    });

    it('and have nothing on the public port', async () => {
      const { runId, briefId } = await bench.aRun(worker);
      const routes = [
        ['GET', '/operators/runs'],
        ['GET', `/operators/runs/${runId}`],
        ['GET', `/operators/briefs/${briefId}/events`],
        ['GET', '/operators/webhooks'],
        ['POST', '/operators/webhooks/replay'],
        ['POST', '/operators/drain'],
        ...RUN_ACTS.map((name) => ['POST', `/operators/runs/${runId}/${name}`]),
      ] as const;

      for (const prefix of ['', '/api/v1']) {
        for (const [method = '', route = ''] of routes) {
          const answer = await send(`${api.url}${prefix}${route}`, method, `Bearer ${TOKEN}`);
          expect([prefix, route, answer.status]).toEqual([prefix, route, 404]);
        }
      }
      expect(await bench.run(runId)).toMatchObject({ status: 'queued', quarantined_at: null });
    });
  });

  it.each(['no-id', '00000000-0000-4000-8000-00000000000g', newId(), '%2e%2e', `${newId()}%00`])(
    'are told that there is no %s',
    async (id) => {
      const answers = await Promise.all([
        look(`/runs/${id}`),
        look(`/briefs/${id}/events`),
        act(`/webhooks/${id}/replay`),
        ...RUN_ACTS.map((name) => act(`/runs/${id}/${name}`)),
      ]);

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    },
  );

  it.each(['/runs?limit=0', '/runs?limit=ten', '/runs?stuck_for_s=-1', '/webhooks?limit=1001'])(
    'are told that %s is no request',
    async (route) => {
      const { status, body } = await look(route);

      expect(status).toBe(400);
      expect(body).toMatchObject({ error: 'INVALID_PARAMETER' });
    },
  );

  it('send no long bodies', async () => {
    const { runId } = await bench.aRun(worker);
    const post = (headers: Readonly<Record<string, string>>, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const url = `${listener()}/operators/runs/${runId}/cancel`;
        const request = httpRequest(url, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        });
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject);
        request.end(body);
      });

    expect(await post({ 'content-length': '20000' }, 'x'.repeat(20_000))).toBe(413);
    expect(await post({ 'transfer-encoding': 'chunked' }, 'x')).toBe(413);
    expect(await bench.run(runId)).toMatchObject({ status: 'queued' });
    expect(await post({ 'content-type': 'application/json' }, '{}')).toBe(200);
  });

  describe('look at runs that are stuck', () => {
    it.each([
      ['waiting', `created_at = now() - interval '1 hour'`],
      ['lease_over', `status = 'running', lease_expires_at = now() - interval '1 hour'`],
      ['wake_overdue', `status = 'parked', wake_at = now() - interval '1 hour'`],
      ['quarantined', `quarantined_at = now()`],
      ['cancel_pending', `cancel_requested_at = now() - interval '1 hour'`],
      ['past_deadline', `deadline_at = now() - interval '1 hour'`],
    ])('and are told that it is %s', async (reason, changes) => {
      const { runId } = await bench.aRun(worker);
      expect(await reasonsOf(runId)).toBeUndefined();

      await change(runId, changes);
      await bench.db.query(`UPDATE run_event SET at = now() - interval '1 hour' WHERE run_id = $1 AND $2`, [
        runId,
        reason === 'waiting',
      ]);

      expect(await reasonsOf(runId)).toEqual([reason]);
    });

    it('and see who waits for their owner, and choose how long is too long', async () => {
      const owner = await bench.anOwner();
      const [, , third] = [
        await bench.aRun(worker, owner),
        await bench.aRun(worker, owner),
        await bench.aRun(worker, owner),
      ];
      await change(third.runId, `created_at = now() - interval '90 s'`);

      expect(await reasonsOf(third.runId)).toEqual(['held_back']);
      expect(await reasonsOf(third.runId, '&stuck_for_s=3600')).toBeUndefined();
    });

    it('and not at those that are carried, sleep or have ended', async () => {
      const [carried, asleep, ended] = [
        await bench.aRun(worker),
        await bench.aRun(worker),
        await bench.aRun(worker),
      ];
      await change(carried.runId, `status = 'running', lease_expires_at = now() + interval '9 s'`);
      await change(asleep.runId, `status = 'parked', wake_at = now() + interval '9 s'`);
      await worker.executor.execute(ended.runId);
      await bench.db.query(`UPDATE run_event SET at = now() - interval '1 hour'`);

      for (const { runId } of [carried, asleep, ended]) expect(await reasonsOf(runId)).toBeUndefined();
    });

    it('a page at a time, by an index', async () => {
      const { body } = await look('/runs?limit=1&stuck_for_s=0');

      expect(body.items).toHaveLength(1);
      expect(body.total).toBeGreaterThan(1);
      const client = await bench.db.connect();
      try {
        await client.query('SET enable_seqscan = off');
        const plan = async (sql: string) => {
          const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`);
          return rows.map((row) => row['QUERY PLAN']).join('\n');
        };
        expect(
          await plan(
            `SELECT r.id, l.at FROM agent_run r, LATERAL (SELECT max(at) AS at FROM run_event e
               WHERE e.brief_id = r.brief_id AND e.seq = r.event_seq) l
              WHERE r.status IN ('queued', 'running', 'parked')`,
          ),
        ).toMatch(/ix_agent_run_unfinished|ux_agent_run_active_brief/);
        expect(
          await plan(`SELECT id FROM webhook_event WHERE status = 'failed' ORDER BY created_at, id LIMIT 10`),
        ).toContain('ix_webhook_event_failed');
      } finally {
        client.release(true);
      }
    });
  });

  it('look at one run, and at nobody’s words', async () => {
    const { runId, briefId, ownerId } = await aFailedRun(['logo']);
    await bench.db.query(
      `INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, model, outcome, attempts,
                                  response, usage, cost_micro_usd, latency_ms)
       VALUES ($1, 'content', 'k', 'h', 'llm', 'kimi', 'k2', 'success', 2, '{"text": "words of a model"}',
               '{"input_tokens": 7}', 1234, 88)`,
      [runId],
    );

    const { status, text, body } = await look(`/runs/${runId.toUpperCase()}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      run_id: runId,
      brief_id: briefId,
      owner_id: ownerId,
      status: 'partial',
      is_leased: false,
      superseded_by: null,
      cost_micro_usd: 1234,
      job: { id: `${runId}-1`, state: 'waiting' },
      finished_at: expect.stringMatching(/Z$/),
    });
    expect(body.tasks).toContainEqual(
      expect.objectContaining({ task: 'logo', status: 'failed', error: 'MODEL_AWAY' }),
    );
    expect(body.calls).toEqual([
      expect.objectContaining({
        provider: 'kimi',
        attempts: 2,
        cost_micro_usd: 1234,
        usage: { input_tokens: 7 },
      }),
    ]);
    for (const words of [IDEA.business_name, IDEA.vision, 'words of a', '@example.com']) {
      expect(text).not.toContain(words);
    }
  });

  it('cancel a run, once', async () => {
    const { runId } = await bench.aRun(worker);

    const first = await act(`/runs/${runId}/cancel`);
    const second = await act(`/runs/${runId}/cancel`);

    expect([first.status, first.body]).toEqual([200, { run_id: runId, changed: true }]);
    expect([second.status, second.body.error]).toEqual([409, 'RUN_ENDED']);
    expect(await bench.run(runId)).toMatchObject({ status: 'cancelled' });
  });

  it('put a run into quarantine and let it out, each once', async () => {
    const { runId } = await bench.aRun(worker);
    await change(runId, 'crash_count = 2');

    const acts = [];
    for (const name of ['quarantine', 'quarantine'] as const) acts.push(await act(`/runs/${runId}/${name}`));
    expect(await worker.executor.execute(runId)).toBe('quarantined');
    for (const name of ['release', 'release'] as const) acts.push(await act(`/runs/${runId}/${name}`));

    expect(acts.map(({ body }) => body.changed)).toEqual([true, false, true, false]);
    expect(await bench.run(runId)).toMatchObject({
      status: 'queued',
      quarantined_at: null,
      crash_count: 0,
      enqueue_count: 2,
    });
    expect(await jobsOf(runId)).toEqual(['waiting']);
    expect(await worker.executor.execute(runId)).toBe('finished');
    for (const name of ['quarantine', 'release']) {
      expect((await act(`/runs/${runId}/${name}`)).body.error).toBe('RUN_ENDED');
    }
  });

  describe('retry', () => {
    it('what failed, as the owner would, and without quota', async () => {
      const { runId, briefId, ownerId } = await aFailedRun(['logo', 'seo']);
      const unitsOf = async () => {
        const { rows } = await bench.db.query<{ units: number }>(
          `SELECT coalesce(sum(units), 0)::int AS units FROM quota_reservation WHERE user_id = $1`,
          [ownerId],
        );
        return rows[0]?.units;
      };
      const before = await unitsOf();

      const answers = await Promise.all([act(`/runs/${runId}/retry`), act(`/runs/${runId}/retry`)]);
      const started = answers
        .map(({ body }) => body.started_run_id)
        .filter((id) => id !== undefined) as string[];

      expect(new Set(started).size).toBe(1);
      const next = started[0] ?? '';
      expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
      const { body } = await look(`/runs/${next}`);
      expect(body).toMatchObject({
        brief_id: briefId,
        version: 2,
        status: 'queued',
        requested_agents: ['logo', 'seo'],
      });
      expect(await unitsOf()).toBe(before);
      await worker.executor.execute(next);
      expect(await bench.run(next)).toMatchObject({ status: 'completed' });
      const again = await act(`/runs/${runId}/retry`);
      expect([again.status, again.body.error]).toEqual([409, 'RUN_SUPERSEDED']);
      expect(again.body.message).toContain(next);
      expect((await act(`/runs/${next}/retry`)).body.error).toBe('NOTHING_FAILED');
    });

    it('a run of which nothing is left', async () => {
      const { runId } = await aFailedRun(['research', 'content', 'logo', 'seo', 'template']);
      expect(await bench.run(runId)).toMatchObject({ status: 'failed' });

      const { status, body } = await act(`/runs/${runId}/retry`);

      expect(status).toBe(200);
      expect(body.agents).toHaveLength(5);
      expect(await worker.executor.execute(String(body.started_run_id))).toBe('finished');
    });

    it('what is only a fallback, where that is asked for', async () => {
      const fallback = async () => ({ ...aResult(), status: 'fallback' as const });
      const awayWorker = await bench.startWorker({ seo: fallback, template: fallback });
      const { runId } = await bench.aRun(awayWorker);
      await awayWorker.executor.execute(runId);
      await bench.stop(awayWorker);

      const literally = await act(`/runs/${runId}/retry`);
      const unclear = await act(`/runs/${runId}/retry?fallbacks=yes`);
      const generously = await act(`/runs/${runId}/retry?fallbacks=true`);

      expect([literally.status, literally.body.error]).toEqual([409, 'NOTHING_FAILED']);
      expect(unclear.status).toBe(400);
      expect(generously.body).toMatchObject({ changed: true, agents: ['seo', 'template'] });
    });

    it('nothing of an owner who is gone', async () => {
      const { runId, ownerId } = await aFailedRun(['logo']);
      await bench.db.query('UPDATE users SET is_active = false WHERE id = $1', [ownerId]);

      expect((await act(`/runs/${runId}/retry`)).body.error).toBe('OWNER_GONE');
    });

    it('a run whose job was lost, or that sleeps', async () => {
      const { runId } = await bench.aRun(worker);
      await change(runId, `status = 'parked', wake_at = now() + interval '1 hour'`);
      expect(await worker.executor.execute(runId)).toBe('nothing_to_do');

      const first = await act(`/runs/${runId}/retry`);
      const second = await act(`/runs/${runId}/retry`);

      expect([first.body.changed, second.body.changed]).toEqual([true, true]);
      expect(await bench.run(runId)).toMatchObject({ enqueue_count: 3 });
      expect(await jobsOf(runId)).toEqual(['waiting']);
      expect(await worker.executor.execute(runId)).toBe('finished');
    });

    it('no run that is carried, held back or cancelled', async () => {
      const owner = await bench.anOwner();
      const [carried, cancelled, held] = [
        await bench.aRun(worker, owner),
        await bench.aRun(worker, owner),
        await bench.aRun(worker, owner),
      ];
      await change(carried.runId, `status = 'running', lease_expires_at = now() + interval '1 hour'`);

      expect((await act(`/runs/${carried.runId}/retry`)).body.error).toBe('RUN_AT_WORK');
      expect((await act(`/runs/${held.runId}/retry`)).body.error).toBe('RUN_HELD_BACK');
      await act(`/runs/${cancelled.runId}/cancel`);
      expect((await act(`/runs/${cancelled.runId}/retry`)).body.error).toBe('NOTHING_FAILED');
    });
  });

  it('read the events of a brief after any of them', async () => {
    const { runId, briefId } = await bench.aRun(worker);
    await worker.executor.execute(runId);

    const all = await look(`/briefs/${briefId}/events`);
    const items = all.body.items as { id: number; type: string }[];
    const rest = await look(`/briefs/${briefId}/events?after=${String(items.length - 1)}`);
    const none = await look(`/briefs/${briefId}/events?after=${String(items.length)}`);

    expect(items.map(({ id }) => id)).toEqual(items.map((_item, index) => index + 1));
    expect([items[0]?.type, items.at(-1)?.type]).toEqual(['run.started', 'run.finished']);
    expect(rest.body).toEqual({ items: [items.at(-1)], next: items.length });
    expect([none.status, none.body]).toEqual([200, { items: [], next: items.length }]);
    expect((await look(`/briefs/${briefId}/events?after=2147483648`)).status).toBe(400);
  });

  it('have webhooks sent again', async () => {
    const anEvent = async (status: string) => {
      const id = newId();
      await bench.db.query(
        `INSERT INTO webhook_event (id, kind, brief_id, version, payload, status, attempts, last_outcome)
         VALUES ($1, 'brief.completed', $2, 1, '{"words": "of somebody"}', $3, 3, '500')`,
        [id, newId(), status],
      );
      return id;
    };
    const stateOf = async (id: string) => {
      const { rows } = await bench.db.query(
        `SELECT status, attempts, due_at <= now() AS is_due FROM webhook_event WHERE id = $1`,
        [id],
      );
      return rows[0] as unknown;
    };
    const [failed, other, delivered] = [
      await anEvent('failed'),
      await anEvent('failed'),
      await anEvent('delivered'),
    ];

    const listed = await look('/webhooks');
    const first = await act(`/webhooks/${failed}/replay`);
    const second = await act(`/webhooks/${failed}/replay`);
    await act(`/webhooks/${delivered}/replay`);
    const rest = await act('/webhooks/replay');
    const nothing = await act('/webhooks/replay');

    const ids = (listed.body.items as { event_id: string }[]).map(({ event_id }) => event_id);
    expect(ids).toEqual(expect.arrayContaining([failed, other]));
    expect(ids).not.toContain(delivered);
    expect(listed.text).not.toContain('words');
    expect([first.body.changed, second.body.changed]).toEqual([true, false]);
    expect([rest.body, nothing.body]).toEqual([
      { changed: true, count: 1 },
      { changed: false, count: 0 },
    ]);
    for (const id of [failed, other, delivered]) {
      expect(await stateOf(id)).toEqual({ status: 'queued', attempts: 0, is_due: true });
    }
  });

  describe('use the command line', () => {
    const run = async (
      args: readonly string[],
      env: Readonly<Record<string, string>> = { OPERATOR_TOKEN: TOKEN },
    ) => {
      const port = new URL(listener()).port;
      const options = { env: { PATH: process.env.PATH, PROMETHEUS_PORT: port, OPERATOR_TOKEN: '', ...env } };
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args], options);
        return { code: 0, output: stdout };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      }
    };

    it('to look', async () => {
      const { runId, briefId } = await bench.aRun(worker);
      await change(runId, 'quarantined_at = now()');

      const stuck = await run(['stuck', '--limit', '1000'], {});
      const shown = await run(['show', runId]);
      const asJson = await run(['show', runId, '--json']);
      const events = await run(['events', briefId, '--after', '0']);

      expect(stuck.output).toMatch(new RegExp(`${runId} +queued +quarantined`));
      expect(shown.output).toMatch(/^status +queued$/m);
      expect(shown.output).toMatch(/^content +pending/m);
      expect(JSON.parse(asJson.output)).toMatchObject({ run_id: runId, status: 'queued' });
      expect(events.output).toContain('run.started');
      expect((await run(['webhooks'])).code).toBe(0);
    });

    it('to act', async () => {
      const { runId } = await bench.aRun(worker);

      const said = [];
      for (const name of ['quarantine', 'quarantine', 'release', 'retry', 'cancel', 'cancel']) {
        said.push(await run([name, runId]));
      }
      const replayed = await run(['replay', '--failed']);

      expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 1]);
      expect(said.map(({ output }) => output.split('\n')[0])).toEqual([
        'Done.',
        'Nothing to change.',
        'Done.',
        'Done.',
        'Done.',
        `409 RUN_ENDED: run ${runId} has ended`,
      ]);
      expect(replayed.output).toContain('count: 0');
    });

    it('and are told what is wrong', async () => {
      const id = newId();

      expect(await run(['cancel', id], {})).toMatchObject({
        code: 1,
        output: expect.stringContaining('401'),
      });
      expect(await run(['cancel', id])).toMatchObject({
        code: 1,
        output: expect.stringContaining('404 NOT_FOUND'),
      });
      expect(await run(['stuck', '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 1 });
      for (const args of [
        [],
        ['cancel'],
        ['fly'],
        ['cancel', id, id],
        ['show', id, '--failed'],
        ['stuck', '--x'],
      ]) {
        expect(await run(args)).toMatchObject({ code: 2 });
      }
      expect((await run(['--help'])).output).toContain('npm run operator');
    });
  });
});
