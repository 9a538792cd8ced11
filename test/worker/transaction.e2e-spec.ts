import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatabaseSettings, loadSettings } from '@genesis/config';
import {
  isDatabaseUnavailable,
  postgresOptions,
  queryPrepared,
  together,
  transaction,
} from '@genesis/database';
import { newId } from '@genesis/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { configuredStores } from '../support/harness/installation.js';
import { TestDatabase } from '../support/harness/test-database.js';

describe('a transaction', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  /** What a test writes is its own. */
  let topic: string;

  beforeAll(async () => {
    database = await TestDatabase.create(configuredStores().databaseUrl);
    await database.pool.query('CREATE TABLE note (topic uuid, n int, PRIMARY KEY (topic, n))');
    // With one connection, whatever a transaction leaves on it meets the next one.
    const env = { ENVIRONMENT: 'testing', DATABASE_URL: database.url, DATABASE_POOL_MAX: '1' };
    const settings = loadSettings({ env }).get(DatabaseSettings);
    dataSource = await new DataSource(postgresOptions(settings, 'genesis-test')).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  beforeEach(() => {
    topic = newId();
  });

  /** @throws 23505 when it is there already */
  const write = async (tx: EntityManager, n: number): Promise<void> => {
    await queryPrepared(tx, 'INSERT INTO note (topic, n) VALUES ($1, $2)', [topic, n]);
  };
  const read = async (tx: EntityManager): Promise<readonly number[]> => {
    const rows = await queryPrepared<{ n: number }>(tx, 'SELECT n FROM note WHERE topic = $1 ORDER BY n', [
      topic,
    ]);
    return rows.map(({ n }) => n);
  };
  /** What others see. */
  async function committed(): Promise<readonly number[]> {
    const { rows } = await database.pool.query<{ n: number }>(
      'SELECT n FROM note WHERE topic = $1 ORDER BY n',
      [topic],
    );
    return rows.map(({ n }) => n);
  }

  it('is seen by others as a whole, and answers what its work answers', async () => {
    const answer = await transaction(dataSource, async (tx) => {
      await write(tx, 1);
      await write(tx, 2);
      return { mine: await read(tx), theirs: await committed() };
    });

    expect(answer).toEqual({ mine: [1, 2], theirs: [] });
    expect(await committed()).toEqual([1, 2]);
  });

  it('executes statements that start together in their order', async () => {
    const [, afterOne, , afterTwo] = await transaction(dataSource, (tx) =>
      together(write(tx, 1), read(tx), write(tx, 2), read(tx)),
    );

    expect(afterOne).toEqual([1]);
    expect(afterTwo).toEqual([1, 2]);
  });

  it('keeps nothing when the middle one of three statements fails, and throws the error of that one', async () => {
    const failing = transaction(dataSource, (tx) => together(write(tx, 1), write(tx, 1), write(tx, 2)));

    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await committed()).toEqual([]);
    await expectToGoOn();
  });

  it.each<[string, (tx: EntityManager) => Promise<unknown>]>([
    [
      'after its statements',
      async (tx) => {
        await together(write(tx, 1), write(tx, 2));
        throw new Error('not like this');
      },
    ],
    [
      'while its statements are under way',
      (tx) => together(write(tx, 1), Promise.reject(new Error('not like this')), write(tx, 2)),
    ],
    ['before its first statement', () => Promise.reject(new Error('not like this'))],
  ])('keeps nothing of work that throws %s', async (_when, work) => {
    await expect(transaction(dataSource, work)).rejects.toThrow('not like this');
    expect(await committed()).toEqual([]);
    await expectToGoOn();
  });

  it('refuses a statement that starts after another one has failed', async () => {
    const late: unknown[] = [];
    const failing = transaction(dataSource, (tx) => {
      const first = write(tx, 1).then(() => write(tx, 1));
      return together(first, writeOnceFailed(tx, first, late));
    });

    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(late).toEqual([expect.objectContaining({ code: '25P02' })]);
    expect(await committed()).toEqual([]);
    await expectToGoOn();
  });

  it.each([
    { deadlocks: 2, tries: 3, kept: [1, 2] },
    { deadlocks: 3, tries: 3, kept: [] },
  ])('is tried three times at most: $deadlocks deadlocks', async ({ deadlocks, tries, kept }) => {
    let tried = 0;
    const attempt = transaction(dataSource, async (tx) => {
      tried += 1;
      await write(tx, 1);
      if (tried <= deadlocks) await tx.query('DO $$ BEGIN RAISE deadlock_detected; END $$');
      await write(tx, 2);
    });

    const [outcome] = await Promise.allSettled([attempt]);
    expect(outcome.status).toBe(kept.length > 0 ? 'fulfilled' : 'rejected');
    expect(tried).toBe(tries);
    expect(await committed()).toEqual(kept);
  });

  it.each<[string, (tx: EntityManager, end: () => Promise<void>) => Promise<unknown>]>([
    [
      'between two statements',
      async (tx, end) => {
        await write(tx, 1);
        await end();
        await write(tx, 2);
      },
    ],
    [
      'before a statement of TypeORM',
      async (tx, end) => {
        await write(tx, 1);
        await end();
        await tx.query('INSERT INTO note (topic, n) VALUES ($1, 2)', [topic]);
      },
    ],
    [
      'during a statement',
      async (tx, end) => {
        await write(tx, 1);
        await together(queryPrepared(tx, 'SELECT pg_sleep(60)', []), write(tx, 2), end());
      },
    ],
    [
      'before its commit',
      async (tx, end) => {
        await write(tx, 1);
        await end();
      },
    ],
  ])('throws when its connection is ended %s, and the pool goes on', async (_when, work) => {
    const failing = transaction(dataSource, async (tx) => {
      const [own] = await queryPrepared<{ pid: number }>(tx, 'SELECT pg_backend_pid() AS pid', []);
      await work(tx, () => endConnection(own!.pid));
    });

    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect([error, isDatabaseUnavailable(error)]).toEqual([expect.any(Error), true]);
    expect(await committed()).toEqual([]);
    await expectToGoOn();
  });

  /** Starts its statement when `other` has failed and whoever waits for that alone has gone on. */
  async function writeOnceFailed(
    tx: EntityManager,
    other: Promise<unknown>,
    refusals: unknown[],
  ): Promise<void> {
    await other.catch(() => undefined);
    await nextTurn();
    await write(tx, 2).catch((error: unknown) => refusals.push(error));
  }

  /** The next transaction on the pool's connection is a whole one. */
  async function expectToGoOn(): Promise<void> {
    await transaction(dataSource, (tx) => together(write(tx, 1), write(tx, 2)));
    expect(await committed()).toEqual([1, 2]);
  }

  /** @returns when the server process is gone. */
  async function endConnection(pid: number): Promise<void> {
    await database.pool.query('SELECT pg_terminate_backend($1, 10000)', [pid]);
  }

  it('throws when its work swallowed the failure of a statement', async () => {
    const work = transaction(dataSource, async (tx) => {
      await write(tx, 1);
      await write(tx, 1).catch(() => undefined);
      return 'done';
    });

    await expect(work).rejects.toMatchObject({ code: 'ROLLED_BACK' });
    expect(await committed()).toEqual([]);
  });
});
