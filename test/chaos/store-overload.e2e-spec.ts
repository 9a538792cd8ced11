import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Installation } from '../support/harness/installation.js';
import { StoreNetwork } from '../support/harness/store-network.js';
import { untilWaitsForLock } from '../support/harness/lock-wait.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, untilCompleted } from './run-progress.js';
import { SlowLists } from './slow-lists.js';
import { Caller, runsInFlight, slowest, type Timed } from './store-faults.js';

const POOL = 6;
/** What the api gives a connection, a lock and a statement. */
const CONNECT_MS = 2_000;
const LOCK_MS = 1_500;
const STATEMENT_MS = 6_000;
/** What a busy machine may add. */
const SLACK_MS = 1_000;
const ANSWER_MS = 2_000;
/** Each of the two statements of a request may wait for a connection, the second one for its lock. */
const REFUSED_MS = 2 * CONNECT_MS + LOCK_MS + SLACK_MS;

const TIMES = {
  DATABASE_POOL_MAX: String(POOL),
  DATABASE_CONNECT_TIMEOUT_MS: String(CONNECT_MS),
  DATABASE_LOCK_TIMEOUT_MS: String(LOCK_MS),
  DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_MS),
};

/** How many requests one of several callers sends while latencies are measured. */
const SAMPLES = 60;
const LIST_MS = 5_000;

/** What a deletion does before anything of the brief goes. */
const OF_BRIEF = /FROM business_briefs\s.* FOR UPDATE/s;

describe('PostgreSQL is there, and slow or busy', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let network: StoreNetwork;
  let caller: Caller;
  let other: Caller;
  let stranger: pg.Client;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 500, max: 1_500 } });
    installation = await servers.install();
    const url = installation.env.DATABASE_URL ?? '';
    network = await StoreNetwork.before(url);
    const behind = { DATABASE_URL: network.url, TEST_DATABASE_URL: network.url };
    stranger = new pg.Client({ connectionString: url });
    await Promise.all([
      installation.startApi({ ...TIMES, ...behind }),
      installation.startWorker(),
      stranger.connect(),
    ]);
    [caller, other] = await Promise.all([Caller.signUp(installation), Caller.signUp(installation)]);
  }, SCENARIO_MS);

  afterAll(async () => {
    await stranger.end();
    await installation.close();
    await network.close();
    await servers.stop();
  }, SCENARIO_MS);

  /** Connections of the apis that are within a transaction, or at work. */
  async function busyConnections(): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ state: string; query: string }>(
      `SELECT state, query FROM pg_stat_activity WHERE application_name = 'genesis-api' AND state <> 'idle'`,
    );
    return rows.map(({ state, query }) => `${state}: ${query}`);
  }

  async function everyRun(): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    return rows.map(({ id }) => id);
  }

  const areRefused = (answers: readonly Timed[]) =>
    answers.every(
      ({ status, error, retryAfter }) =>
        status === 503 && error === 'DEPENDENCY_UNAVAILABLE' && Number(retryAfter) > 0,
    );

  it(
    'R10: a full pool, a late statement, a transaction left alone and a deadlock: refused soon, and nothing leaks',
    async () => {
      const [finished] = await runsInFlight(servers, caller.client, 1);
      await untilCompleted(installation, runIdsOf([finished!]));
      const brief = `/api/v1/business/brief/${finished!.brief_id}`;
      const runs = runIdsOf(await runsInFlight(servers, caller.client, 4));

      // Everybody waits for one table; the connections for everybody.
      await stranger.query('BEGIN');
      await stranger.query('LOCK TABLE business_briefs IN ACCESS EXCLUSIVE MODE');
      const crowd = Array.from({ length: 5 * POOL }, (_, index) =>
        index % 5 === 0 ? caller.generate() : caller.get(`${brief}/status`),
      );
      const health: Timed[] = [];
      let isCrowded = true;
      const watching = waitFor(
        async () => {
          health.push(await caller.ready(), await caller.live());
          return !isCrowded;
        },
        { timeoutMs: SCENARIO_MS, everyMs: 200, what: 'the crowd to be answered' },
      );
      const crowded = await Promise.all(crowd);
      isCrowded = false;
      await watching;
      await stranger.query('ROLLBACK');
      const afterCrowd = await caller.get(`${brief}/status`);

      // A list takes longer than a statement may. A transaction whose client is never heard again holds the lock of its
      // key, until the server ends it.
      const name = `Left alone ${crypto.randomUUID()}`;
      const idea = { ...IDEA, business_brief: { ...IDEA.business_brief, business_name: name } };
      const key = crypto.randomUUID();
      const start = () => other.post('/api/v1/business/brief/generate', idea, key);
      const slow = new SlowLists(installation.db, await ownerOf(finished!.brief_id));
      const [late, leftAlone, behind] = await slow.during(20_000, async () => {
        const list = caller.get('/api/v1/business/briefs');
        const swallowed = network.swallowAfter(name);
        const alone = start();
        await swallowed;
        return Promise.all([list, alone, start()]);
      });
      const repeated = await start();

      // A stranger locks the two rows of a deletion in the other order, and is not the one who gives way.
      await stranger.query(`SET deadlock_timeout = '1h'`);
      await stranger.query('BEGIN');
      await stranger.query('SELECT FROM business_briefs WHERE id = $1 FOR UPDATE', [finished!.brief_id]);
      const deletion = caller.delete(brief);
      await untilWaitsForLock(
        async (sql) => (await installation.db.query<{ query: string }>(sql)).rows,
        OF_BRIEF,
      );
      await stranger.query('SELECT FROM agent_run WHERE id = $1 FOR UPDATE', [finished!.run_id]);
      await stranger.query('ROLLBACK');
      const freeAt = performance.now();
      const deleted = await deletion;

      const leftAtMs = performance.now();
      await waitFor(async () => (await busyConnections()).length === 0, {
        timeoutMs: 3 * STATEMENT_MS,
        what: 'every connection to be idle again',
      });
      const idleMs = Math.round(performance.now() - leftAtMs);
      const everyConnection = await Promise.all(
        Array.from({ length: 3 * POOL }, () => caller.get('/api/v1/business/briefs')),
      );
      const recoveryMs = Math.round(performance.now() - freeAt);
      const states = await untilCompleted(installation, runs);
      await untilCompleted(installation, await everyRun());
      const { rows } = await installation.db.query('SELECT FROM business_briefs WHERE business_name = $1', [
        name,
      ]);

      expect(areRefused(crowded)).toBe(true);
      expectWithin('the slowest refusal', slowest(crowded), REFUSED_MS);
      expect(health.every(({ status }) => status === 200)).toBe(true);
      expectWithin('the slowest look at the health', slowest(health), ANSWER_MS);
      expect(afterCrowd).toMatchObject({ status: 200, error: null });
      expect(areRefused([late, leftAlone])).toBe(true);
      expectWithin('the late statement', late.ms, STATEMENT_MS + SLACK_MS);
      expect(behind).toMatchObject({ status: 409, error: 'IDEMPOTENCY_IN_FLIGHT' });
      expectWithin('the request behind', behind.ms, ANSWER_MS);
      expectWithin('the transaction left alone', leftAlone.ms, STATEMENT_MS + 2 * SLACK_MS);
      expect(repeated.status).toBe(202);
      expect(rows).toHaveLength(1);
      expect(deleted.status).toBe(204);
      expect(everyConnection.every(({ status }) => status === 200)).toBe(true);
      expectWithin('every connection being idle again', idleMs, STATEMENT_MS + SLACK_MS);
      expectWithin('the slowest answer', slowest(everyConnection), ANSWER_MS);
      expect(states.every((run) => run.fence === 1 && run.crash_count === 0)).toBe(true);
      expect(await servers.violations(installation, [], { faults: 4, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  async function ownerOf(briefId: string): Promise<string> {
    const { rows } = await installation.db.query<{ owner_id: string }>(
      'SELECT owner_id FROM business_briefs WHERE id = $1',
      [briefId],
    );
    return rows[0]!.owner_id;
  }

  it(
    'R11: lists that take five seconds keep nothing else waiting',
    async () => {
      const patient = await Caller.signUp(installation);
      const [[slowRun], [otherRun]] = await Promise.all([
        runsInFlight(servers, patient.client, 1),
        runsInFlight(servers, other.client, 1),
      ]);
      await untilCompleted(installation, runIdsOf([slowRun!, otherRun!]));
      const usual = await latencies(other, otherRun!.brief_id);
      const slow = new SlowLists(installation.db, await ownerOf(slowRun!.brief_id));
      const { lists, meanwhile } = await slow.during(LIST_MS, async () => {
        const asked = Array.from({ length: 3 * POOL }, () => patient.get('/api/v1/business/briefs'));
        await waitFor(async () => (await busyConnections()).length > 0, {
          timeoutMs: 5_000,
          what: 'slow lists',
        });
        const meanwhile = await latencies(other, otherRun!.brief_id);
        return { meanwhile, lists: await Promise.all(asked) };
      });
      const after = await patient.get('/api/v1/business/briefs');
      const recoveryMs = after.ms;

      expect(lists.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
      expectWithin('the p99 of the others', meanwhile.p99, 3 * usual.p99 + 500);
      expectWithin('the median of the others', meanwhile.median, 3 * usual.median + 50);
      expect(after.status).toBe(200);
      expect(await servers.violations(installation, [], { faults: lists.length, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  /** Of everything that somebody else may ask for. @throws when an answer is not what it should be */
  async function latencies(of: Caller, briefId: string) {
    const brief = `/api/v1/business/brief/${briefId}`;
    const paths = [brief, `${brief}/status`, `${brief}/results`, `${brief}/files`];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const taken: Timed[] = [];
        for (let sample = 0; sample < SAMPLES; sample += 1) taken.push(await of.get(path));
        return taken;
      }),
    );
    const all = answers.flat();
    expect(all.every(({ status }) => status === 200)).toBe(true);
    const sorted = all.map(({ ms }) => ms).sort((one, other) => one - other);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return { median: at(0.5), p99: at(0.99) };
  }
});
