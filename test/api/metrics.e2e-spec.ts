import { randomBytes } from 'node:crypto';
import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CoachingResponse } from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { StoreRelay } from '../deploy/store-relay.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { registerUser } from '../support/builders/user.builder.js';
import { configuredStores } from '../support/harness/installation.js';
import { TestDatabase } from '../support/harness/test-database.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const SOON = { timeoutMs: 15_000, everyMs: 200 };
const START_MS = 60_000;
const VISION =
  'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier sans payer le taxi jusqu’à Thiaroye.';
const VAGUE = 'Je veux réussir et aider les gens avec de bonnes choses de qualité';

async function scrape({ app }: ApiUnderTest): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${app.get(MetricsServer).port}/metrics`);
  expect(answer.status).toBe(200);
  return (await answer.text()).split('\n');
}

/** Value of one series; null where there is none. */
async function valueOf(api: ApiUnderTest, series: string): Promise<number | null> {
  const line = (await scrape(api)).find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length));
}

describe('the metrics of the api', () => {
  let database: TestDatabase;
  let server: ApiUnderTest;
  let api: ApiCaller;

  beforeAll(async () => {
    const stores = configuredStores();
    database = await TestDatabase.create(stores.databaseUrl);
    server = await startApi({
      TEST_DATABASE_URL: database.url,
      REDIS_KEY_PREFIX: `${stores.redisKeyPrefix}:${randomBytes(4).toString('hex')}`,
      TESTING_MODE: 'true',
    });
    api = new ApiCaller(server.url);
  }, START_MS);
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('count what became of answers to the coach, and where sessions stand', async () => {
    const { token } = await registerUser(api);
    const step = async (session_id: string, user_response: string) =>
      api.call('/coaching/step', { token, body: { session_id, user_response } });
    const begin = async () =>
      (await api.call('/coaching/start', { token, body: {} })).json<CoachingResponse>().session_id;
    const [first, second] = [await begin(), await begin()];
    await begin();
    await step(first, VISION);
    await step(second, VAGUE);
    await database.pool.query(
      `UPDATE coaching_sessions SET created_at = now() - interval '25 hours' WHERE id = $1`,
      [second],
    );

    const lines = await scrape(server);

    expect(lines).toEqual(
      expect.arrayContaining([
        'genesis_ai_coaching_answers_total{step="vision",outcome="accepted"} 1',
        'genesis_ai_coaching_answers_total{step="vision",outcome="clarify"} 1',
        'genesis_ai_coaching_answers_total{step="mission",outcome="accepted"} 0',
        'genesis_ai_sessions{status="initialized"} 1',
        'genesis_ai_sessions{status="in_progress"} 1',
        'genesis_ai_sessions{status="completed"} 0',
      ]),
    );
  });

  it('count the sessions of the last day by their index', async () => {
    await database.pool.query(`SET enable_seqscan = off`);
    const { rows } = await database.pool.query<{ readonly 'QUERY PLAN': string }>(
      `EXPLAIN SELECT count(*) FROM coaching_sessions WHERE created_at > now() - interval '1 day'`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('ix_coaching_sessions_created');
  });

  it('tell of open requests and event streams', async () => {
    const { token } = await registerUser(api);
    const started = await api.call('/business/brief/generate', { token, body: aBrief() });
    expect(started.status).toBe(202);
    const { brief_id } = started.json<RunStartedResponse>();
    expect(await valueOf(server, 'genesis_ai_event_streams')).toBe(0);
    const leaving = new AbortController();

    // Nobody takes the run: its stream stays open.
    const stream = await api.open(`/business/brief/${brief_id}/events`, { token, signal: leaving.signal });

    expect(stream.status).toBe(200);
    await waitFor(async () => (await valueOf(server, 'genesis_ai_event_streams')) === 1, {
      ...SOON,
      what: 'a stream',
    });
    expect(await valueOf(server, 'genesis_ai_http_in_flight')).toBe(1);
    leaving.abort();
    await waitFor(async () => (await valueOf(server, 'genesis_ai_event_streams')) === 0, {
      ...SOON,
      what: 'the stream to end',
    });
    await waitFor(async () => (await valueOf(server, 'genesis_ai_http_in_flight')) === 0, {
      ...SOON,
      what: 'the request to end',
    });
  });

  it('tell of the stores, without anybody asking for readiness', async () => {
    expect(await valueOf(server, 'genesis_ai_dependency_up{dependency="database"}')).toBe(1);
    expect(await valueOf(server, 'genesis_ai_database_size_bytes')).toBeGreaterThan(1_000_000);
    expect(await valueOf(server, 'genesis_ai_database_pool{state="total"}')).toBeGreaterThan(0);
    expect(await valueOf(server, 'genesis_ai_database_pool{state="waiting"}')).toBe(0);
    expect(await valueOf(server, 'genesis_ai_database_pool_max')).toBe(10);
    for (const instance of ['cache', 'queue']) {
      const series = `genesis_ai_redis_memory_bytes{instance="${instance}",kind="used"}`;
      expect(await valueOf(server, series)).toBeGreaterThan(100_000);
    }
  });
});

describe('the metrics of an api whose stores go away', () => {
  let database: TestDatabase;
  let relays: readonly [StoreRelay, StoreRelay];
  let server: ApiUnderTest;

  beforeAll(async () => {
    const stores = configuredStores();
    database = await TestDatabase.create(stores.databaseUrl);
    relays = [await StoreRelay.to(database.url), await StoreRelay.to(stores.redisUrl)];
    await Promise.all(relays.map((relay) => relay.open()));
    const [postgres, redis] = relays;
    server = await startApi({ TEST_DATABASE_URL: postgres.url, REDIS_URL: redis.url, TESTING_MODE: 'true' });
  }, START_MS);
  afterAll(async () => {
    await server.close();
    await Promise.all(relays.map((relay) => relay.close()));
    await database.drop();
  });

  const allAre = async (up: 0 | 1): Promise<boolean> => {
    const lines = await scrape(server);
    return ['database', 'redis_cache', 'redis_queue'].every((name) =>
      lines.includes(`genesis_ai_dependency_up{dependency="${name}"} ${up}`),
    );
  };

  it(
    'are given all the same, tell that they are away, and that they are back',
    async () => {
      await waitFor(() => allAre(1), { ...SOON, what: 'the stores to be there' });

      await Promise.all(relays.map((relay) => relay.close()));

      await waitFor(() => allAre(0), { ...SOON, what: 'a scrape that finds them away' });
      expect(await valueOf(server, 'genesis_ai_database_pool_max')).toBe(10);
      await Promise.all(relays.map((relay) => relay.open()));
      await waitFor(() => allAre(1), { ...SOON, what: 'a scrape that finds them back' });
    },
    START_MS,
  );
});
