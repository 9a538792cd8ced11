import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobQueue, Signals } from '@genesis/queue';
import { pingRedis, RedisFormError } from '@genesis/redis';
import { VfsHealth } from '@genesis/redis-vfs';
import { type RedisCluster, startRedisCluster } from '../../scripts/local/redis-topologies.mjs';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { describeRedisAdapters, RedisUser } from './redis-adapters.js';

const START_MS = 120_000;
/** A node that says nothing is noticed within 5 s, asked every 5 s; then the others are. */
const RECOVERY_MS = 20_000;
/** The promise of a call to the queue, on a busy machine. */
const REFUSED_WITHIN_MS = 2_500;
const NODES = [0, 1, 2];
const PING = { connectionName: 'genesis-test', timeoutMs: 2_000 };

let cluster: RedisCluster;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'genesis-chaos-'));
  cluster = await startRedisCluster({ dir: folder });
}, START_MS);

afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

describeRedisAdapters('a Redis Cluster of three nodes', () => cluster.url);

describe('a Redis Cluster', () => {
  let user: RedisUser;

  beforeAll(async () => {
    user = await RedisUser.start(cluster.url);
    await user.untilTaken(await user.enqueue());
  }, START_MS);

  afterAll(async () => {
    await user.app.close();
  }, START_MS);

  it('is told from one server, whose address would lead to one of its nodes', async () => {
    await expect(pingRedis(cluster.nodeUrls[0]!, PING)).rejects.toBeInstanceOf(RedisFormError);
  });

  it('is known by any of its nodes that lives', async () => {
    await pingRedis(cluster.url.replace('@', '@127.0.0.1:1,'), PING);
  });

  it(
    'refuses calls in time while all nodes are away, and none of them comes later; then everything goes on',
    async () => {
      await Promise.all(NODES.map((node) => cluster.kill(node)));
      const refused: string[] = [];
      const startedAt = performance.now();
      while (performance.now() - startedAt < 3_000) {
        const askedAt = performance.now();
        const id = `refused-${refused.length}`;
        const error = await user.enqueue(id).then(
          () => null,
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(Error);
        expectWithin('the refusal', performance.now() - askedAt, REFUSED_WITHIN_MS);
        refused.push(id);
      }
      await expect(pingRedis(cluster.url, PING)).rejects.toThrow(/ECONNREFUSED/);
      await Promise.all(NODES.map((node) => cluster.restart(node)));
      const id = await waitFor(() => user.enqueue(), { timeoutMs: RECOVERY_MS, what: 'the queue' });
      await user.untilTaken(id, 1, RECOVERY_MS);
      expect(refused.flatMap((one) => user.takenOf(one))).toEqual([]);
      await waitFor(() => user.get(VfsHealth).probe(), { timeoutMs: RECOVERY_MS, what: 'the files' });
    },
    START_MS,
  );

  it.each(NODES)(
    'is usable again when node %i hung and goes on, and says until then that it is not',
    async (node) => {
      const heard: string[] = [];
      const stop = user.get(Signals).listen('hang', (message) => heard.push(message));
      await waitFor(() => heard.includes(''), { timeoutMs: RECOVERY_MS, what: 'the subscription' });
      process.kill(cluster.pidOf(node), 'SIGSTOP');
      try {
        // One of the three is where the listener listens: it goes to another one.
        await waitFor(
          () => {
            user.get(Signals).send('hang', 'meanwhile');
            return heard.includes('meanwhile');
          },
          { timeoutMs: RECOVERY_MS, everyMs: 250, what: 'a signal while a node hangs' },
        );
        await expect(pingRedis(cluster.url, PING)).rejects.toThrow();
      } finally {
        process.kill(cluster.pidOf(node), 'SIGCONT');
        stop();
      }
      const id = await waitFor(() => user.enqueue(), { timeoutMs: RECOVERY_MS, what: 'the queue' });
      await user.untilTaken(id, 1, RECOVERY_MS);
      await waitFor(() => user.get(VfsHealth).probe(), { timeoutMs: RECOVERY_MS, what: 'the files' });
      expect(await user.get(JobQueue).counts('runs')).toMatchObject({ failed: 0 });
    },
    START_MS,
  );
});
