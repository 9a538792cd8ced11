import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFaketimeLibrary } from '../../scripts/local/faketime-library.mjs';
import type { Installation } from '../support/harness/installation.js';
import { LeaseWatch } from '../support/harness/lease-watch.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilAll, untilCompleted } from './run-progress.js';

/** Longest time that a run may be without a living worker. Source: invariant I2 of the design. */
const RECOVERY_MS = 20_000;
const RUNS_EACH = 4;
/** What the vendor asks for; more than a task has. */
const WAIT_S = 8;
const BREAKER_OPEN_S = 2;
const LOOK_EVERY_MS = 50;

/** The time of the day that a process sees. It runs on like any other, and can be set. */
class Clock {
  private constructor(
    private readonly file: string,
    /** Of a process that sees it. What passes between two moments, it measures like everybody. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(folder: string, name: string, off: string): Promise<Clock> {
    const file = path.join(folder, name);
    const clock = new Clock(file, {
      LD_PRELOAD: await findFaketimeLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
    await clock.set(off);
    return clock;
  }

  /** @param off from the true time, e.g. `-1h` */
  async set(off: string): Promise<void> {
    await writeFile(`${this.file}.new`, off);
    await rename(`${this.file}.new`, this.file);
  }
}

describe('clocks are wrong, and set while people work', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let folder: string;
  let fast: Clock;
  let slow: Clock;
  let left: ServiceProcess | undefined;
  /** Of both scenarios: the invariants are about all runs of the installation. */
  const deaths: number[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-clocks-'));
    [fast, slow] = await Promise.all([
      Clock.create(folder, 'fast', '+1h'),
      Clock.create(folder, 'slow', '-1h'),
    ]);
    servers = await PrivateServers.start({ latencyMs: { min: 300, max: 600 } });
    installation = await servers.install({
      DATABASE_POOL_MAX: '4',
      AGENT_TIMEOUT_RESEARCH_S: '6',
      VENDOR_BREAKER_FAILURES: '3',
      VENDOR_BREAKER_OPEN_S: String(BREAKER_OPEN_S),
    });
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }, SCENARIO_MS);

  const untilEnded = (runIds: readonly string[]) =>
    untilAll(installation, runIds, {
      what: 'ended',
      condition: ({ finishedAt }) => finishedAt !== null,
      timeoutMs: 2 * RECOVERY_MS,
    });

  it(
    'R24: an hour fast and an hour slow, a step back by two while runs sleep, and a death',
    async () => {
      await installation.startApi(fast.env);
      await installation.startApi(slow.env);
      const people = await Promise.all(
        installation.urls.map((url) => installation.client().at(url).signUp()),
      );
      // Alone, so that it is the one whose clock will be put back who puts runs to sleep.
      const stepping = await installation.startWorker(fast.env);
      left = stepping;
      servers.model.script({
        behaviour: { kind: 'rate_limited', retryAfter: String(WAIT_S) },
        times: RUNS_EACH,
        callKeyIncludes: '/research/',
      });
      const watch = new LeaseWatch(installation.db);
      const leases = new LeaseSpans(installation);
      const started = await Promise.all(people.map((person) => startRuns(person, RUNS_EACH)));
      const runIds = started.flatMap(runIdsOf);
      await waitFor(async () => (await statesOf(installation, runIds)).some(isParked), {
        timeoutMs: 20_000,
        what: 'a run that sleeps',
      });
      const slept = (await statesOf(installation, runIds)).filter(isParked).map(({ id }) => id);
      await fast.set('-1h');
      const dying = await installation.startWorker(slow.env);
      // They have seen other times than we do: else nothing is tested here.
      expect([hoursOff(stepping, 0), hoursOff(dying, 0)]).toEqual([1, -1]);
      await waitFor(async () => (await statesOf(installation, slept)).every((run) => !isParked(run)), {
        timeoutMs: WAIT_S * 1_000 + RECOVERY_MS,
        what: 'those that slept to go on',
      });
      await waitFor(async () => (await statesOf(installation, runIds)).some(({ hasLease }) => hasLease), {
        timeoutMs: RECOVERY_MS,
        what: 'a run at work',
      });
      const { at } = await dying.kill('SIGKILL');
      deaths.push(at);
      const states = await untilCompleted(installation, runIds);

      const recoveryMs = lastEndAfter(at, states);
      expectWithin('the recovery', recoveryMs, RECOVERY_MS);
      expectWithin('the longest time without a change', await watch.stop(), WAIT_S * 1_000 + RECOVERY_MS);
      expectWithin('the longest time without a lease', await leases.stop(), RECOVERY_MS);
      expect(await hoursOffInRows(installation)).toEqual([]);
      expect(await servers.violations(installation, deaths, { faults: 4, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R24: a vendor that was ill is asked again in time, also by a clock that was put back meanwhile',
    async () => {
      // It has had no success yet that would speak for the vendor.
      if (left !== undefined) deaths.push((await left.stop()).at);
      await installation.startWorker(fast.env);
      const person = await installation
        .client()
        .at(installation.urls[1] ?? '')
        .signUp();
      servers.model.script({ behaviour: { kind: 'status', status: 500 }, times: null });
      const [ill] = runIdsOf(await startRuns(person, 1));
      await untilEnded([ill ?? '']);
      await fast.set('-3h');
      await servers.endScript();
      const endedAt = Date.now();
      const well = await waitFor(
        async () => {
          const [run] = await startRuns(person, 1);
          await untilEnded([run?.run_id ?? '']);
          return (await person.brief(run?.brief_id ?? '')).fallback_agents.length === 0 && run;
        },
        { timeoutMs: BREAKER_OPEN_S * 1_000 + RECOVERY_MS, what: 'a brief without fallbacks' },
      );

      const [state] = await statesOf(installation, [well.run_id]);
      const recoveryMs = Math.round((state?.finishedAt ?? Infinity) - endedAt);
      expect(await servers.violations(installation, deaths, { faults: 1, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});

const isParked = ({ status }: { readonly status: string }) => status === 'parked';

/** Watches how far the ends of leases are from the database's own time. */
class LeaseSpans {
  private isOver = false;
  private worstMs = 0;
  private readonly watching: Promise<void>;

  constructor(private readonly installation: Installation) {
    this.watching = this.watch();
  }

  /** @returns the farthest, in either direction, in milliseconds */
  async stop(): Promise<number> {
    this.isOver = true;
    await this.watching;
    return Math.round(this.worstMs);
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      const { rows } = await this.installation.db.query<{ ms: number | null }>(
        `SELECT max(abs(extract(epoch FROM lease_expires_at - clock_timestamp())))::float8 * 1000 AS ms FROM agent_run`,
      );
      this.worstMs = Math.max(this.worstMs, rows[0]?.ms ?? 0);
      await sleep(LOOK_EVERY_MS);
    }
  }
}

/** By a line of its log. */
function hoursOff({ logLines }: ServiceProcess, line: number): number {
  const told = Date.parse(String(logLines[line]?.time));
  return Math.round((told - Date.now()) / 3_600_000);
}

/** Columns with a moment that is an hour off the database's own time, and the tables that they are of. */
async function hoursOffInRows(installation: Installation): Promise<readonly string[]> {
  const { rows: columns } = await installation.db.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'`,
  );
  const found = await Promise.all(
    columns.map(async ({ table, column }) => {
      const { rows } = await installation.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM "${table}"
          WHERE abs(abs(extract(epoch FROM "${column}" - now())) - 3600) < 600`,
      );
      return (rows[0]?.n ?? 0) === 0 ? [] : [`${table}.${column}`];
    }),
  );
  expect(columns.length).toBeGreaterThan(20);
  return found.flat();
}
