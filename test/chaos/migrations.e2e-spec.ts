import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { anotherRelease, type OtherRelease } from './other-release.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, untilCompleted } from './run-progress.js';

const RUNS_AT_ONCE = 3;
/** From the death of one that migrates until others have: they have to be started, and wait for what is left of it. */
const RECOVERY_MS = 60_000;

/** Of `migrate`. */
const LOCK = 7_231_904_418;
const START_MS = 120_000;
const EXPANSION = {
  NextTable1900000000001: [
    'CREATE TABLE next_release (id uuid PRIMARY KEY)',
    'ALTER TABLE agent_run ADD next_rank integer NOT NULL DEFAULT 0',
  ],
  NextIndex1900000000002: ['CREATE INDEX CONCURRENTLY ix_next_release ON run_event (at)'],
};
const BROKEN = {
  Broken1900000000003: ['CREATE TABLE half (id uuid)', 'ALTER TABLE run_event ADD half text', 'SELECT 1 / 0'],
};
const SLOW = { Slow1900000000004: ['CREATE TABLE half (id uuid)', 'SELECT pg_sleep(3)'] };
const REPAIRED = { Repaired1900000000005: ['CREATE TABLE whole (id uuid)'] };

describe('the schema changes while the service works', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let person: ApiClient;
  let broken: OtherRelease;
  let slow: OtherRelease;
  let repaired: OtherRelease;

  beforeAll(async () => {
    [servers, broken, slow, repaired] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 200, max: 500 } }),
      anotherRelease({ migrations: { ...EXPANSION, ...BROKEN } }),
      anotherRelease({ migrations: { ...EXPANSION, ...SLOW } }),
      anotherRelease({ migrations: { ...EXPANSION, ...REPAIRED } }),
    ]);
    installation = await servers.install({ DATABASE_POOL_MAX: '4', START_TIMEOUT_S: '2' });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    person = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), broken.remove(), slow.remove(), repaired.remove()]);
  }, SCENARIO_MS);

  const migrating = (release: OtherRelease) => new ServiceProcess('migrate', installation.env, release);

  async function ended(migration: ServiceProcess): Promise<{ code: number | null; output: string }> {
    const { code } = await migration.ended;
    const { output } = migration;
    await migration.stop();
    return { code, output };
  }

  /** Two replicas that begin at the same moment. @returns how they ended */
  async function together(release: OtherRelease) {
    const gate = await installation.db.connect();
    try {
      await gate.query('SELECT pg_advisory_lock($1)', [LOCK]);
      const before = await applied();
      const replicas = [migrating(release), migrating(release)];
      await waitFor(
        async () => {
          const asks = `SELECT FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory_lock%' AND application_name = 'genesis-migrate'`;
          return ((await installation.db.query(asks)).rowCount ?? 0) >= replicas.length;
        },
        { timeoutMs: START_MS, what: 'two replicas that want to migrate' },
      );
      expect(await applied()).toEqual(before);
      await gate.query('SELECT pg_advisory_unlock($1)', [LOCK]);
      return await Promise.all(replicas.map(ended));
    } finally {
      gate.release();
    }
  }

  const applied = async () =>
    (
      await installation.db.query<{ name: string }>(
        `SELECT name FROM migrations WHERE name LIKE '%19000000%'`,
      )
    ).rows
      .map(({ name }) => name)
      .sort();

  async function isThere(relation: string): Promise<boolean> {
    const { rows } = await installation.db.query<{ found: boolean }>(
      'SELECT to_regclass($1) IS NOT NULL AS found',
      [relation],
    );
    return rows[0]?.found ?? false;
  }

  it(
    'R30: two replicas migrate at once, one migration fails, one is killed, and runs go on',
    async () => {
      const work = new Work(person);

      const failed = await together(broken);
      expect(failed.map(({ code }) => code)).toEqual([1, 1]);
      for (const { output } of failed) expect(output).toContain('division by zero');
      // What came before it is there, once; of itself there is nothing.
      expect(await applied()).toEqual(Object.keys(EXPANSION).sort());
      expect(await isThere('half')).toBe(false);
      const { rows } = await installation.db.query(
        `SELECT 1 FROM information_schema.columns WHERE table_name = 'run_event' AND column_name = 'half'`,
      );
      expect(rows).toEqual([]);

      // A process of the release that was not migrated to does not take requests.
      await expect(installation.startApi({}, broken)).rejects.toThrow(/ended with \{"code":1/);

      const victim = migrating(slow);
      await waitFor(
        async () => {
          const asleep = `SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(3)%' AND datname = current_database()`;
          return ((await installation.db.query(asleep)).rowCount ?? 0) > 0;
        },
        { timeoutMs: START_MS, everyMs: 20, what: 'a migration in its middle' },
      );
      const { at } = await victim.kill('SIGKILL');
      await victim.stop();
      const migrated = await together(repaired);
      const recoveryMs = Date.now() - at;
      expect(migrated.map(({ code }) => code)).toEqual([0, 0]);
      expect(migrated.map(({ output }) => output.trim().split('\n').at(-1)).sort()).toEqual([
        'migrations: Repaired1900000000005',
        'migrations: nothing to do',
      ]);
      expect(await isThere('half')).toBe(false);
      expect(await isThere('whole')).toBe(true);
      expectWithin('the recovery', recoveryMs, RECOVERY_MS);

      const { runIds, refusals } = await work.stop();
      await untilCompleted(installation, runIds);
      expect(refusals).toEqual([]);
      expect(runIds.length).toBeGreaterThan(RUNS_AT_ONCE);
      expect(await servers.violations(installation, [], { faults: 3, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});

/** Somebody who starts briefs all the while and waits for each. */
class Work {
  private readonly started: Awaited<ReturnType<ApiClient['generate']>>[] = [];
  private readonly refusals: string[] = [];
  private isOver = false;
  private readonly working: Promise<unknown>;

  constructor(private readonly person: ApiClient) {
    this.working = Promise.all(Array.from({ length: RUNS_AT_ONCE }, () => this.goOn()));
  }

  async stop(): Promise<{ readonly runIds: readonly string[]; readonly refusals: readonly string[] }> {
    this.isOver = true;
    await this.working;
    return { runIds: runIdsOf(this.started), refusals: this.refusals };
  }

  private async goOn(): Promise<void> {
    while (!this.isOver) {
      try {
        const run = await this.person.generate(IDEA);
        this.started.push(run);
        await this.person.untilSettled(run.brief_id);
      } catch (error) {
        this.refusals.push(String(error));
        return;
      }
    }
  }
}
