import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { untilCompleted } from './run-progress.js';

/** What Redis answers to whoever adds a run's first job: the id of the job. */
const FIRST_JOB = /[0-9a-f-]{36}-1\r\n/;

interface RunRow {
  readonly id: string;
  readonly brief_id: string;
  readonly status: string;
  readonly enqueue_count: number;
}

describe('an api is killed while it accepts an idea', () => {
  let servers: PrivateServers;
  let redis: Redis;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 100, max: 300 } });
    redis = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
  }, SCENARIO_MS);

  afterAll(async () => {
    redis.disconnect();
    await servers.stop();
  }, SCENARIO_MS);

  async function withInstallation(scenario: (installation: Installation) => Promise<void>): Promise<void> {
    const installation = await servers.install();
    try {
      await scenario(installation);
    } finally {
      await installation.close();
    }
  }

  it(
    'R3: before the job is queued: the repeated request gets the run of the first, which a worker finds by itself',
    () =>
      withInstallation(async (installation) => {
        const key = crypto.randomUUID();
        const dying = await installation.startApi({ FAILPOINTS: 'api:after-commit' });
        const person = await installation.client().signUp();
        await expectDeathOf(dying, person, key);
        const run = await onlyRun(installation);
        expect(run).toMatchObject({ status: 'queued', enqueue_count: 1 });
        expect(await jobExists(installation, run)).toBe(false);

        const api = await inItsPlace(installation, person);
        await expectReplay(api, key, run);
        await expectReplay(api, key, run);
        expect(await jobExists(installation, run)).toBe(false);
        await installation.startWorker();
        await untilCompleted(installation, [run.id]);
        await expectReplay(api, key, run);

        await expectDoneOnce(installation, api, run);
        expect(await onlyRun(installation)).toEqual({ ...run, status: 'completed', enqueue_count: 2 });
      }),
    SCENARIO_MS,
  );

  it(
    'R3: before the job is queued, and the client has no key: the run completes, though nobody asks again',
    () =>
      withInstallation(async (installation) => {
        const [dying] = await Promise.all([
          installation.startApi({ FAILPOINTS: 'api:after-commit' }),
          installation.startWorker(),
        ]);
        const person = await installation.client().signUp();
        await expectDeathOf(dying, person);
        const run = await onlyRun(installation);
        await untilCompleted(installation, [run.id]);

        await expectDoneOnce(installation, await inItsPlace(installation, person), run);
        expect(await onlyRun(installation)).toMatchObject({ id: run.id, enqueue_count: 2 });
      }),
    SCENARIO_MS,
  );

  it(
    'R3: after the job is queued: the repeated request gets the run of the first, whose job was not lost',
    () =>
      withInstallation(async (installation) => {
        const key = crypto.randomUUID();
        let dying: ServiceProcess | null = null;
        const relay = await relayTo(servers.redis.url, (answer) => {
          if (!FIRST_JOB.test(answer)) return true;
          void dying?.kill('SIGKILL');
          return false;
        });
        try {
          dying = await installation.startApi({ REDIS_URL: relay.url });
          const person = await installation.client().signUp();
          await expectDeathOf(dying, person, key);
          const run = await onlyRun(installation);
          expect(run.status).toBe('queued');
          expect(await jobExists(installation, run)).toBe(true);

          const api = await inItsPlace(installation, person);
          await expectReplay(api, key, run);
          await installation.startWorker();
          await untilCompleted(installation, [run.id]);
          await expectReplay(api, key, run);

          await expectDoneOnce(installation, api, run);
          expect(await onlyRun(installation)).toEqual({ ...run, status: 'completed', enqueue_count: 1 });
        } finally {
          relay.server.close();
        }
      }),
    SCENARIO_MS,
  );

  /** The idea is sent, and there is no answer. */
  async function expectDeathOf(api: ServiceProcess, person: ApiClient, key?: string): Promise<void> {
    await expect(person.generate(IDEA, key)).rejects.toThrow('fetch failed');
    expect(await api.ended).toMatchObject({ signal: 'SIGKILL' });
  }

  /** The same person at a new api. */
  async function inItsPlace(installation: Installation, person: ApiClient): Promise<ApiClient> {
    await installation.startApi();
    return person.at(installation.urls.at(-1) ?? '');
  }

  async function onlyRun(installation: Installation): Promise<RunRow> {
    const { rows } = await installation.db.query<RunRow>(
      'SELECT id, brief_id, status, enqueue_count FROM agent_run',
    );
    expect(rows).toHaveLength(1);
    return rows[0]!;
  }

  /** Whether Redis has the job that the api was to add. */
  async function jobExists(installation: Installation, run: RunRow): Promise<boolean> {
    const jobs = new Queue('runs', { connection: redis, prefix: `${installation.keyPrefix}:bull` });
    try {
      return (await jobs.getJob(`${run.id}-1`)) !== undefined;
    } finally {
      await jobs.close();
    }
  }

  async function expectReplay(api: ApiClient, key: string, run: RunRow): Promise<void> {
    const answer = await api.call<RunStartedResponse>('POST', '/api/v1/business/brief/generate', {
      json: IDEA,
      headers: { 'idempotency-key': key },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    expect(answer.body).toMatchObject({ brief_id: run.brief_id, run_id: run.id });
  }

  /** One brief with one version, every call made once, every event there. */
  async function expectDoneOnce(installation: Installation, api: ApiClient, run: RunRow): Promise<void> {
    const [briefs, versions, events] = await Promise.all([
      installation.db.query<{ id: string; status: string }>('SELECT id, status FROM business_briefs'),
      installation.db.query<{ run_id: string }>('SELECT run_id FROM brief_versions'),
      api.events(run.brief_id),
    ]);
    expect(briefs.rows).toEqual([{ id: run.brief_id, status: 'completed' }]);
    expect(versions.rows).toEqual([{ run_id: run.id }]);
    expect((await api.list()).items.map(({ brief_id }) => brief_id)).toEqual([run.brief_id]);

    expect(events.items.map(({ id }) => id)).toEqual(events.items.map((_event, index) => index + 1));
    expect(events.items.at(0)?.type).toBe('run.started');
    expect(events.items.at(-1)?.type).toBe('run.finished');

    const calls = servers.callsOf([run.id]);
    expect(calls.length).toBeGreaterThan(0);
    expect(new Set(calls.map((call) => call.callKey)).size).toBe(calls.length);
    expect(calls.filter((call) => call.status !== 200 || call.finishedAt === null)).toEqual([]);
    expect(await servers.violations(installation, [], { faults: 1 })).toEqual([]);
  }
});

/** Stands in front of Redis. Of what Redis answers, only that gets through which `passes` lets pass. */
async function relayTo(
  redisUrl: string,
  passes: (answer: string) => boolean,
): Promise<{ readonly server: Server; readonly url: string }> {
  const url = new URL(redisUrl);
  const port = Number(url.port);
  const server = createServer((client) => {
    const behind = connect(port, url.hostname);
    client.on('data', (command) => behind.write(command));
    behind.on('data', (answer) => {
      if (passes(answer.toString('latin1'))) client.write(answer);
    });
    // A process that is killed resets its connections.
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return { server, url: url.href };
}
