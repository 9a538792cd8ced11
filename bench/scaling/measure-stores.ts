import { randomUUID } from 'node:crypto';
import { BriefsModule } from '@genesis/briefs';
import { ConfigModule } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { IdentityModule } from '@genesis/identity';
import { IntegrationsModule } from '@genesis/integrations';
import { ObservabilityModule } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import { CallBudget } from '@genesis/runs';
import { Test } from '@nestjs/testing';
import type pg from 'pg';
import { inLanes } from '../measurement.js';
import type { Servers } from './counters.js';
import type { ServiceTimes } from './service-times.js';

const SPENDING_ROUNDS = 15;
const SPENDING_CALLS = 150;
/** As many as a worker has connections. */
const SPENDING_LANES = 10;
const SAMPLED_KEYS = 50;

export type TableSizes = ReadonlyMap<string, { readonly rows: number; readonly bytes: number }>;

/** Every table with its rows and its bytes, indexes and large values included. */
export async function tableSizes(database: pg.Client): Promise<TableSizes> {
  const { rows: tables } = await database.query<{ name: string; bytes: number }>(
    `SELECT relname AS name, pg_total_relation_size(relid)::float8 AS bytes
       FROM pg_stat_user_tables WHERE relname <> 'migrations' ORDER BY relname`,
  );
  const sizes = new Map<string, { readonly rows: number; readonly bytes: number }>();
  for (const { name, bytes } of tables) {
    const { rows } = await database.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM "${name}"`);
    sizes.set(name, { rows: rows[0]?.rows ?? 0, bytes });
  }
  return sizes;
}

/** What a brief has added, of the tables to which it has added something. */
export function growth(before: TableSizes, after: TableSizes): ServiceTimes['rows'] {
  const added = (name: string, of: 'rows' | 'bytes') =>
    (after.get(name)?.[of] ?? 0) - (before.get(name)?.[of] ?? 0);
  const briefs = added('business_briefs', 'rows');
  return Object.fromEntries(
    [...after.keys()]
      .filter((name) => added(name, 'rows') > 0)
      .map((name) => [name, { rows: added(name, 'rows') / briefs, bytes: added(name, 'bytes') / briefs }]),
  );
}

/** Memory of a typical key, as Redis reckons it. */
export async function redisBytes({ cache, queue }: Servers): Promise<ServiceTimes['redisBytes']> {
  return {
    workspace: await typicalKey(cache, '*:vfs:*:files'),
    job: await typicalKey(queue, '*:bull:runs:*-*'),
  };
}

async function typicalKey(redis: Servers['cache'], pattern: string): Promise<number> {
  const keys = (await redis.keys(pattern)).slice(0, SAMPLED_KEYS);
  const sizes = await Promise.all(
    keys.map(async (key) => Number(await redis.memory('USAGE', key, 'SAMPLES', 0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
}

/** Average file of a picture. */
export async function assetBytes(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    `SELECT coalesce(avg(size), 0)::float8 AS bytes FROM asset`,
  );
  return rows[0]?.bytes ?? 0;
}

/** Milliseconds of the clock that one vendor call keeps the row to itself that all calls of a day share. Holds and
 *  settlements of different people do nothing else that meets; the best round is the one that others disturbed least. */
export async function spendingRowMs(): Promise<number> {
  // What a worker has around its caps, without what takes jobs.
  const testing = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot({}),
      ObservabilityModule.forRoot({ service: 'genesis-worker' }),
      DatabaseModule.forRoot('genesis-worker'),
      QueueModule.forProducers(),
      IdentityModule,
      IntegrationsModule,
      BriefsModule,
    ],
  }).compile();
  try {
    const budget = testing.get(CallBudget, { strict: false });
    const rounds: number[] = [];
    for (let round = 0; round < SPENDING_ROUNDS; round += 1) {
      const startedAtMs = performance.now();
      await inLanes(SPENDING_LANES, Array.from({ length: SPENDING_CALLS }), async () => {
        const payer = { runId: randomUUID(), ownerId: randomUUID() };
        const held = await budget.reserve(payer, {
          id: randomUUID(),
          capability: 'llm',
          upperBoundMicroUsd: 4,
        });
        await held.settle(1);
      });
      rounds.push((performance.now() - startedAtMs) / SPENDING_CALLS);
    }
    return Math.min(...rounds);
  } finally {
    await testing.close();
  }
}
