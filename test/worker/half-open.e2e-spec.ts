import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigModule, DatabaseSettings, loadSettings } from '@genesis/config';
import { DatabaseModule, isTransient, postgresOptions, transaction } from '@genesis/database';
import { HealthModule, Readiness } from '@genesis/health';
import { newId } from '@genesis/kernel';
import { ObservabilityModule } from '@genesis/observability';
import { defineJob, JobQueue, QueueModule, Signals } from '@genesis/queue';
import { RedisVfsModule, VfsHealth } from '@genesis/redis-vfs';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { configuredStores } from '../support/harness/installation.js';
import { StoreNetwork } from '../support/harness/store-network.js';
import { waitFor } from '../support/harness/wait-for.js';

const START_MS = 60_000;
/** Until everything works again after the network has swallowed what was open. */
const RECOVERY_MS = 20_000;
/** Recovery twice, and what a test does besides. */
const PATIENCE_MS = 60_000;

const probeJob = defineJob({
  queue: 'runs',
  name: 'probe',
  version: 1,
  payload: z.object({ id: z.string() }),
});

/** Takes jobs as the worker does. */
@Processor(probeJob.queue, { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 })
class ProbeProcessor extends WorkerHost {
  readonly taken: string[] = [];
  readonly errors: string[] = [];

  async process(job: Job<unknown>): Promise<void> {
    this.taken.push(probeJob.payload.parse(job.data).id);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.errors.push(error.message);
  }
}

@Module({ providers: [ProbeProcessor] })
class ProbeModule {}

const stores = configuredStores();
const keyPrefix = `${stores.redisKeyPrefix}:${randomBytes(4).toString('hex')}`;

function settingsOf(env: Readonly<Record<string, string>>) {
  return loadSettings({
    env: {
      ENVIRONMENT: 'testing',
      LOG_LEVEL: 'error',
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      REDIS_KEY_PREFIX: keyPrefix,
      PROMETHEUS_PORT: '0',
      ...env,
    },
  });
}

async function start(
  env: Readonly<Record<string, string>>,
  ...modules: readonly (DynamicModule | typeof ProbeModule)[]
): Promise<TestingModule> {
  const loaded = settingsOf(env);
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({ loaded }),
      ObservabilityModule.forRoot({ service: 'genesis-worker' }),
      ...modules,
    ],
  }).compile();
  return module.init();
}

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('when the network swallows every open connection', () => {
  describe('to PostgreSQL', () => {
    const POOL = 2;
    let network: StoreNetwork;
    let database: DataSource;

    beforeAll(async () => {
      network = await StoreNetwork.before(stores.databaseUrl);
      const settings = settingsOf({
        DATABASE_URL: network.url,
        DATABASE_POOL_MAX: String(POOL),
        DATABASE_STATEMENT_TIMEOUT_MS: '2000',
      });
      database = await new DataSource(
        postgresOptions(settings.get(DatabaseSettings), 'genesis-test'),
      ).initialize();
    }, START_MS);

    afterAll(async () => {
      await network.close();
      await database.destroy();
    }, START_MS);

    /** Statements that occupy every connection of the pool. */
    const fillPool = () => Array.from({ length: POOL }, async () => database.query('SELECT pg_sleep(0.2)'));

    it(
      'statements on them fail as what may be repeated, and those that wait behind them succeed',
      async () => {
        await Promise.all(fillPool());
        expect(network.speaking).toBe(POOL);
        network.swallow();

        const lost = fillPool().map(failureOf);
        const waiting = Array.from({ length: 2 * POOL }, async () => database.query('SELECT 1 AS one'));

        expect((await Promise.all(lost)).map(isTransient)).toEqual([true, true]);
        expect(await Promise.all(waiting)).toEqual(Array.from({ length: 2 * POOL }, () => [{ one: 1 }]));
      },
      PATIENCE_MS,
    );

    it(
      'a transaction fails as what may be repeated, and the next one commits',
      async () => {
        const interrupted = transaction(database, async (tx) => {
          await tx.query('SELECT 1');
          network.swallow();
          await tx.query('SELECT 2');
        });

        expect(isTransient(await failureOf(interrupted))).toBe(true);
        const rows = await waitFor(
          async () => transaction(database, async (tx) => tx.query<unknown>('SELECT 3 AS three')),
          { timeoutMs: RECOVERY_MS, what: 'a transaction' },
        );
        expect(rows).toEqual([{ three: 3 }]);
      },
      PATIENCE_MS,
    );

    it(
      'a transaction whose connection breaks between two statements fails as what may be repeated',
      async () => {
        const interrupted = transaction(database, async (tx) => {
          await tx.query('SELECT 1');
          network.cut();
          await waitFor(() => tx.queryRunner?.isReleased, { timeoutMs: RECOVERY_MS, what: 'the loss' });
          await tx.query('SELECT 2');
        });

        expect(isTransient(await failureOf(interrupted))).toBe(true);
        expect(await database.query('SELECT 5 AS five')).toEqual([{ five: 5 }]);
      },
      PATIENCE_MS,
    );

    it(
      'whoever tries again soon meets no connection that was idle',
      async () => {
        await Promise.all(fillPool());
        network.swallow();

        const rows = await waitFor(async () => database.query<unknown>('SELECT 4 AS four'), {
          timeoutMs: RECOVERY_MS,
          what: 'a statement',
        });
        expect(rows).toEqual([{ four: 4 }]);
      },
      PATIENCE_MS,
    );
  });

  describe('to Redis', () => {
    let network: StoreNetwork;
    let near: TestingModule;
    let elsewhere: TestingModule;

    beforeAll(async () => {
      network = await StoreNetwork.before(stores.redisUrl);
      near = await start({ REDIS_URL: network.url }, QueueModule.forWorkers(), ProbeModule, {
        module: RedisVfsModule,
      });
      elsewhere = await start({}, QueueModule.forProducers());
    }, START_MS);

    afterAll(async () => {
      await near.close();
      await elsewhere.close();
      await network.close();
    }, START_MS);

    const add = async (from: TestingModule): Promise<string> => {
      const id = newId();
      await from.get(JobQueue).enqueue(probeJob, { id }, { jobId: id });
      return id;
    };
    const untilTaken = async (id: string): Promise<unknown> =>
      waitFor(() => near.get(ProbeProcessor, { strict: false }).taken.includes(id), {
        timeoutMs: RECOVERY_MS,
        what: 'a job to be taken',
      });

    it(
      'files can be read and written again',
      async () => {
        const files = near.get(VfsHealth, { strict: false });
        await files.probe();
        network.swallow();

        expect(await failureOf(files.probe())).toMatchObject({ code: 'VFS_UNAVAILABLE' });
        const answer = await waitFor(async () => files.probe(), {
          timeoutMs: RECOVERY_MS,
          what: 'the store of files',
        });
        expect(answer).toEqual({ latencyMs: expect.any(Number) });
      },
      PATIENCE_MS,
    );

    it(
      'a worker takes jobs again',
      async () => {
        await untilTaken(await add(elsewhere));
        network.swallow();
        const id = await add(elsewhere);

        expect(await untilTaken(id)).toBe(true);
      },
      PATIENCE_MS,
    );

    it(
      'a call to the queue fails instead of waiting, and succeeds later',
      async () => {
        // Its connection may be one that the test before has silenced.
        await waitFor(async () => add(near), { timeoutMs: RECOVERY_MS, what: 'the queue' });
        network.swallow();

        expect(await failureOf(add(near))).toMatchObject({ message: 'Command timed out' });
        const id = await waitFor(async () => add(near), { timeoutMs: RECOVERY_MS, what: 'the queue' });
        expect(await untilTaken(id)).toBe(true);
      },
      PATIENCE_MS,
    );

    it(
      'listeners hear signals again',
      async () => {
        const heard: string[] = [];
        const stop = near.get(Signals).listen('half-open', (message) => heard.push(message));
        await waitFor(() => heard.includes(''), { timeoutMs: RECOVERY_MS, what: 'the subscription' });
        network.swallow();

        await waitFor(
          () => {
            elsewhere.get(Signals).send('half-open', 'after the silence');
            return heard.includes('after the silence');
          },
          { timeoutMs: RECOVERY_MS, what: 'a signal' },
        );
        stop();
        expect(heard).toContain('after the silence');
      },
      PATIENCE_MS,
    );

    it(
      'listeners are told, once their subscription stands anew, that something may be lost',
      async () => {
        const heard: string[] = [];
        const stop = near.get(Signals).listen('cut', (message) => heard.push(message));
        await waitFor(() => heard.includes(''), { timeoutMs: RECOVERY_MS, what: 'the subscription' });
        heard.length = 0;
        network.cut();

        await waitFor(() => heard.length > 0, { timeoutMs: RECOVERY_MS, what: 'word of the loss' });
        elsewhere.get(Signals).send('cut', 'after the cut');
        await waitFor(() => heard.length > 1, { timeoutMs: RECOVERY_MS, what: 'a signal' });
        stop();
        expect(heard).toEqual(['', 'after the cut']);
      },
      PATIENCE_MS,
    );
  });
});

describe('a process that started while Redis was away', () => {
  let network: StoreNetwork;
  let process: TestingModule;

  beforeAll(async () => {
    network = await StoreNetwork.before(stores.redisUrl);
    network.isDown = true;
    process = await start({ REDIS_URL: network.url }, QueueModule.forProducers());
  }, START_MS);

  afterAll(async () => {
    await process.close();
    await network.close();
  }, START_MS);

  it(
    'fails to add a job meanwhile, and adds one when Redis is there',
    async () => {
      const queue = process.get(JobQueue);
      const jobId = newId();
      expect(await failureOf(queue.enqueue(probeJob, { id: jobId }, { jobId }))).toBeInstanceOf(Error);

      network.isDown = false;
      await waitFor(
        async () => {
          await queue.enqueue(probeJob, { id: jobId }, { jobId });
          return true;
        },
        { timeoutMs: RECOVERY_MS, what: 'the queue' },
      );
      expect(await queue.states('runs', [jobId])).toEqual(['waiting']);
    },
    PATIENCE_MS,
  );
});

describe('readiness', () => {
  const opened: TestingModule[] = [];

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (module) => module.close()));
  }, START_MS);

  it('is kept while the pool is full of statements that take long', async () => {
    const worker = await start(
      { DATABASE_POOL_MAX: '1' },
      DatabaseModule.forRoot('genesis-test'),
      QueueModule.forProducers(),
      HealthModule.forRoot({ onMetricsPort: false }),
    );
    opened.push(worker);
    const long = failureOf(worker.get(DataSource).query('SELECT pg_sleep(4)'));

    expect((await worker.get(Readiness).report()).checks).toMatchObject({
      database: { status: 'up' },
      migrations: { status: 'up' },
    });
    await worker
      .get(DataSource)
      .query('SELECT 1')
      .catch(() => undefined);
    expect(await long).toBe(null);
  });
});
