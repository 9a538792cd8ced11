import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigModule, loadSettings, RedisSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { ObservabilityModule } from '@genesis/observability';
import { defineJob, JobQueue, QueueModule, QueuePolicyProbe, Signals } from '@genesis/queue';
import { pingRedis } from '@genesis/redis';
import { RedisVfsModule, SessionFiles } from '@genesis/redis-vfs';
import { SharedCache, SharedLimits, VendorStateModule } from '@genesis/vendor-state';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DelayedError, type Job } from 'bullmq';
import { z } from 'zod';
import { describeVirtualFiles } from '../../libs/redis-vfs/src/testing/virtual-files.contract.js';
import { vfsConnection } from '../../libs/redis-vfs/src/vfs-connection.js';
import { redisFilesSubject } from '../support/harness/redis-files-subject.js';
import { waitFor } from '../support/harness/wait-for.js';

const START_MS = 60_000;
const SOON = { timeoutMs: 15_000 };
/** How long a job is put off, by who enqueues it or by who takes it. */
const DELAY_MS = 700;
const RETURNING = 'comes again';

const probeJob = defineJob({
  queue: 'runs',
  name: 'probe',
  version: 1,
  payload: z.object({ id: z.string() }),
});

interface Taken {
  readonly id: string;
  readonly at: number;
}

/** Takes jobs as the worker does; some it puts off once, as a run that cannot go on now. */
@Processor(probeJob.queue, { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 })
class ProbeProcessor extends WorkerHost {
  readonly taken: Taken[] = [];

  async process(job: Job<unknown>, token?: string): Promise<void> {
    const { id } = probeJob.payload.parse(job.data);
    const isFirst = !this.taken.some((one) => one.id === id);
    this.taken.push({ id, at: Date.now() });
    if (!isFirst || !id.endsWith(RETURNING)) return;
    await job.moveToDelayed(Date.now() + DELAY_MS, token);
    throw new DelayedError();
  }

  @OnWorkerEvent('error')
  onError(): void {
    // Said by the connection itself; an event without a listener would end the process.
  }
}

@Module({ providers: [ProbeProcessor] })
class ProbeModule {}

/** A process with every adapter of a Redis. */
export class RedisUser {
  private constructor(
    readonly app: TestingModule,
    readonly keyPrefix: string,
  ) {}

  static async start(url: string, keyPrefix = `genesis:test-${randomBytes(4).toString('hex')}`) {
    const loaded = loadSettings({
      env: {
        ENVIRONMENT: 'testing',
        LOG_LEVEL: 'error',
        // Named, and not asked: nothing here has rows.
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none_test',
        REDIS_URL: url,
        REDIS_KEY_PREFIX: keyPrefix,
        PROMETHEUS_PORT: '0',
      },
    });
    const app = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-worker' }),
        QueueModule.forWorkers(),
        ProbeModule,
        RedisVfsModule,
        VendorStateModule,
      ],
    }).compile();
    app.useLogger(false);
    app.enableShutdownHooks([]);
    return new RedisUser(await app.init(), app.get(RedisSettings).keyPrefix);
  }

  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(token, { strict: false });
  }

  async enqueue(id: string = newId(), delayMs?: number): Promise<string> {
    await this.get(JobQueue).enqueue(probeJob, { id }, { jobId: id, delayMs });
    return id;
  }

  takenOf(id: string): readonly Taken[] {
    return this.get(ProbeProcessor).taken.filter((one) => one.id === id);
  }

  async untilTaken(id: string, times = 1, timeoutMs = SOON.timeoutMs): Promise<readonly Taken[]> {
    return waitFor(() => this.takenOf(id).length >= times && this.takenOf(id), {
      timeoutMs,
      what: `job ${id} to be taken`,
    });
  }
}

/** What every user of a Redis must get from it, however many servers it is. @param urlOf asked once the Redis is there */
export function describeRedisAdapters(name: string, urlOf: () => string): void {
  describeVirtualFiles(name, () => redisFilesSubject(() => vfsConnection(urlOf()), 'genesis:test-files'));

  describe(`${name} as everything else`, () => {
    let one: RedisUser;
    let other: RedisUser;

    beforeAll(async () => {
      one = await RedisUser.start(urlOf());
      other = await RedisUser.start(urlOf(), one.keyPrefix);
    }, START_MS);

    afterAll(async () => {
      await Promise.all([one.app.close(), other.app.close()]);
    }, START_MS);

    it('answers at the start of a process, and says how it evicts', async () => {
      await pingRedis(urlOf(), { connectionName: 'genesis-test', timeoutMs: 2_000 });
      expect(await one.get(QueuePolicyProbe).read()).toEqual({ evictionPolicy: 'noeviction', isSafe: true });
    });

    it('delivers jobs once, whichever process takes them', async () => {
      const ids = await Promise.all(Array.from({ length: 40 }, () => one.enqueue()));
      const takings = () => ids.map((id) => one.takenOf(id).length + other.takenOf(id).length);
      await waitFor(() => takings().every((count) => count > 0), { ...SOON, what: 'all jobs to be taken' });
      expect(takings()).toEqual(ids.map(() => 1));
      const queue = one.get(JobQueue);
      await waitFor(async () => (await queue.states('runs', ids)).every((state) => state === 'finished'), {
        ...SOON,
        what: 'all jobs to be finished',
      });
      expect(await queue.states('runs', [newId()])).toEqual(['absent']);
      expect(await queue.counts('runs')).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
      expect(await queue.oldestWaitingMs('runs')).toBe(0);
    });

    it('keeps a job back for as long as was said, and ignores its second coming', async () => {
      const enqueuedAt = Date.now();
      const id = await one.enqueue(newId(), DELAY_MS);
      await one.enqueue(id);
      const takenBy = await waitFor(() => [one, other].find((user) => user.takenOf(id).length > 0), {
        ...SOON,
        what: 'the delayed job',
      });
      expect(takenBy.takenOf(id)[0]!.at - enqueuedAt).toBeGreaterThanOrEqual(DELAY_MS - 20);
      expect(one.takenOf(id).length + other.takenOf(id).length).toBe(1);
    });

    it('brings back a job that was put off', async () => {
      const id = await one.enqueue(`${newId()} ${RETURNING}`);
      const takings = () => [...one.takenOf(id), ...other.takenOf(id)];
      await waitFor(() => takings().length >= 2, { ...SOON, what: 'the job to come again' });
      const [first, second] = takings().sort((a, b) => a.at - b.at);
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(DELAY_MS - 20);
    });

    it('carries signals between processes', async () => {
      const heard: string[] = [];
      const stop = one.get(Signals).listen('topic', (message) => heard.push(message));
      await waitFor(() => heard.includes(''), { ...SOON, what: 'the subscription' });
      other.get(Signals).send('topic', 'from elsewhere');
      await waitFor(() => heard.includes('from elsewhere'), { ...SOON, what: 'a signal' });
      stop();
    });

    it('keeps the sessions of a user together', async () => {
      const [mine, theirs] = [one.get(SessionFiles), other.get(SessionFiles)];
      const refs = Array.from({ length: 5 }, () => ({ sessionId: newId(), ownerId: 'owner-1' }));
      for (const [index, ref] of refs.entries()) await mine.writeSession(ref, { index });
      await expect(theirs.writeSession(refs[0]!, {}, { expectedVersion: 0 })).rejects.toMatchObject({
        code: 'VERSION_CONFLICT',
      });
      await theirs.deleteSession(refs[4]!);
      const listed = (await mine.listUserSessions('owner-1')).map(({ sessionId }) => sessionId);
      expect(listed.sort()).toEqual(
        refs
          .slice(0, 4)
          .map(({ sessionId }) => sessionId)
          .sort(),
      );
      expect((await theirs.readSession(refs[2]!)).snapshot).toEqual({ index: 2 });
      await mine.writeUserState('owner-1', { language: 'fr' });
      expect(await theirs.readUserState('owner-1')).toEqual({ language: 'fr' });
    });

    it('shares the limits of a vendor, fairly', async () => {
      const account = `account-${newId()}`;
      const limit = { requestsPerSecond: 50 };
      const order: string[] = [];
      const ask = async (user: RedisUser, tenant: string): Promise<void> => {
        await user
          .get(SharedLimits)
          .acquire(account, limit, { tenant, maxWaitMs: 10_000, signal: new AbortController().signal });
        order.push(tenant);
      };
      const startedAt = performance.now();
      const greedy = Array.from({ length: 40 }, () => ask(one, 'greedy'));
      await waitFor(() => order.length >= 5, { ...SOON, everyMs: 5, what: 'the first places' });
      const before = order.length;
      await ask(other, 'modest');
      expect(order.indexOf('modest') - before).toBeLessThanOrEqual(3);
      await Promise.all(greedy);
      // Two processes that did not see each other's places would take half of it.
      expect(performance.now() - startedAt).toBeGreaterThan((1_000 * 35) / limit.requestsPerSecond);
    });

    it('shares cached answers', async () => {
      const key = newId();
      await one.get(SharedCache).set('search', key, { hits: 3 }, 60);
      expect(await other.get(SharedCache).get('search', key)).toEqual({ hits: 3 });
    });
  });
}
