import { setTimeout as sleep } from 'node:timers/promises';
import { LeaseWatch } from '../../support/harness/lease-watch.js';
import { publicationViolations } from '../../support/harness/publication-invariants.js';
import { runViolations } from '../../support/harness/run-invariants.js';
import { waitFor } from '../../support/harness/wait-for.js';
import { doubledIn, rowlessIn } from '../scenario-record.js';
import { ClientNotes } from './client-notes.js';
import { dumpOf, explain } from './dump.js';
import { type FaultKind, faultPlan, type PlannedFault } from './fault-plan.js';
import { inflict } from './faults.js';
import { Load } from './load.js';
import { Town } from './town.js';
import { type Bounds, BoundsWatch, StuckDetector, Watch } from './watches.js';

/** Nothing that is unfinished stands still for so long. Source: the stuck detector of the design. */
const STUCK_MS = 40_000;
/** No run is without a live lease for so long. Source: I2. */
const LEASE_MS = 20_000;
/** A run ends at its deadline at the latest, which counts from its claim; then clients must see it. */
const REST_MS = 240_000;
/** From the last end until no job and no lock is left. */
const LEFTOVERS_MS = 30_000;
/** Source: I8. A machine that does other things too answers more slowly. */
const MOST_HEALTH_P99_MS = 2_000;
const MOST_RESIDENT_MB = 800;
const MOST_DESCRIPTORS = 500;
/** Of the violations; one fault may cause many. */
const EXPLAINED = 3;
const USERS = 6;
const LANES = 2;

export interface NemesisOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly say: (line: string) => void;
}

/** What came of one nemesis; written to output/chaos/nemesis-<seed>.json. */
export interface NemesisRecord {
  readonly seed: number;
  readonly minutes: number;
  readonly runs: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly websites: number;
  /** Faults that hit somebody, by kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly lost: number;
  readonly doubled: number;
  /** Longest time without an outage for which an unfinished run had no live lease. */
  readonly worstRecoveryMs: number;
  /** Longest time without an outage for which an unfinished run or publication did not move. */
  readonly worstStandstillMs: number;
  /** From the end of the last fault until the last run and publication had ended. */
  readonly restMs: number;
  readonly answers500: number;
  readonly bounds: Bounds;
  readonly violations: readonly string[];
  readonly recordedAt: string;
}

/** Lets people use the service while whatever can break breaks, and then looks whether every promise was kept. */
export class Nemesis {
  private readonly notes = new ClientNotes();
  private readonly hits = new Map<FaultKind, number>();
  private readonly beganAtMs = performance.now();
  private readonly beganAt = Date.now();
  private readonly lost = new AbortController();

  private constructor(
    private readonly town: Town,
    private readonly options: NemesisOptions,
  ) {}

  static async run(options: NemesisOptions): Promise<NemesisRecord> {
    const town = await Town.build();
    try {
      return await new Nemesis(town, options).fight();
    } finally {
      await town.close();
    }
  }

  private async fight(): Promise<NemesisRecord> {
    const { town, notes, options } = this;
    const { db } = town.installation;
    const users = await Promise.all(Array.from({ length: USERS }, () => town.aUser()));
    const stuck = new StuckDetector(db, town.clock, STUCK_MS);
    const bounds = new BoundsWatch(town);
    const leases = new LeaseWatch(db, () => town.clock.now());
    const watches = [new Watch(500, () => this.lookForStuck(stuck)), new Watch(1_000, () => bounds.look())];
    const load = new Load(town, notes, options.seed);
    load.begin(users, LANES);
    await this.inflictAll();
    const ending = load.end();
    const { restMs, unfinished } = await this.rest(ending);
    await Promise.all([...watches.map((watch) => watch.stop()), leases.stop()]);
    const leftovers = unfinished ? [] : await this.leftovers();
    const violations = [
      ...notes.broken,
      ...(await this.rowless()),
      ...(leases.worst.ms > LEASE_MS
        ? [`I2: a run was without a live lease for ${leases.worst.ms} ms: ${leases.worst.runId ?? ''}`]
        : []),
      ...(await this.runViolations()),
      ...(await publicationViolations(db, town.platform.websites)),
      ...leftovers,
      ...outOfBounds(bounds.bounds),
    ];
    for (const violation of violations.slice(0, EXPLAINED)) this.options.say(await this.explained(violation));
    return this.record({ violations, restMs, leases, stuck, bounds: bounds.bounds });
  }

  /** Each at its time, and those that take a while beside each other. */
  private async inflictAll(): Promise<void> {
    const { seed, durationMs, say } = this.options;
    const plan = faultPlan(seed, durationMs);
    say(`nemesis: seed ${seed}, ${plan.length} faults in ${durationMs / 1_000} s`);
    const startMs = performance.now();
    const underWay: Promise<void>[] = [];
    for (const fault of plan) {
      await sleep(Math.max(0, startMs + fault.atMs - performance.now()), undefined, {
        signal: this.lost.signal,
      }).catch(() => undefined);
      if (this.lost.signal.aborted) break;
      underWay.push(this.inflictOne(fault));
    }
    await Promise.all(underWay);
    await this.town.servers.endScript();
    await fetch(`${this.town.platform.url}/__script`, { method: 'DELETE' });
    await this.town.isWhole();
    this.tell('the faults are over');
  }

  private async inflictOne(fault: PlannedFault): Promise<void> {
    this.tell(`${fault.kind} …`);
    const told = await inflict({ town: this.town, notes: this.notes }, fault);
    if (told === null) return;
    this.hits.set(fault.kind, (this.hits.get(fault.kind) ?? 0) + 1);
    this.tell(`${fault.kind}: ${told}`);
  }

  private async lookForStuck(detector: StuckDetector): Promise<void> {
    const stuck = await detector.look();
    if (stuck.length === 0 || this.lost.signal.aborted) return;
    this.lost.abort();
    this.notes.break(`I2: nothing has moved for ${STUCK_MS} ms: ${stuck.join(', ')}`);
    this.tell(`STUCK: ${await dumpOf(this.town, stuck).catch((error: unknown) => String(error))}`);
  }

  /** Until everything has an end, for the rows and for whoever asked. */
  private async rest(ending: Promise<void>): Promise<{ restMs: number; unfinished: boolean }> {
    const sinceMs = performance.now();
    const { db } = this.town.installation;
    const isEnded = async () => {
      const { rows } = await db.query<{ unfinished: number }>(
        `SELECT ((SELECT count(*) FROM agent_run WHERE finished_at IS NULL)
               + (SELECT count(*) FROM publication WHERE status IN ('queued', 'publishing')))::int AS unfinished`,
      );
      return rows[0]?.unfinished === 0;
    };
    const ended = ending.then(() =>
      waitFor(isEnded, { timeoutMs: REST_MS, everyMs: 100, what: 'every run and publication to end' }),
    );
    const gaveUp = sleep(REST_MS, false, { ref: false });
    const isOver = await Promise.race([ended, gaveUp, this.untilLost()]).catch(() => false);
    const restMs = Math.round(performance.now() - sinceMs);
    if (!isOver) this.notes.break(`I2: not everything has ended ${restMs} ms after the last fault`);
    this.tell(`at rest after ${restMs} ms`);
    return { restMs, unfinished: !isOver };
  }

  private async untilLost(): Promise<false> {
    await new Promise((resolve) => this.lost.signal.addEventListener('abort', resolve, { once: true }));
    return false;
  }

  /** I1: every 202 that a client has seen has its row. */
  private async rowless(): Promise<readonly string[]> {
    const ids = this.notes.accepted.map(({ runId }) => runId);
    const { rows } = await this.town.installation.db.query<{ id: string }>(
      'SELECT id FROM agent_run WHERE id = ANY($1::uuid[])',
      [ids],
    );
    const present = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !present.has(id)).map((id) => `I1: a 202 has no row: ${id}`);
  }

  private async runViolations(): Promise<readonly string[]> {
    const { rows } = await this.town.installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    return runViolations(this.town.installation.db, {
      calls: this.town.servers.callsOf(rows.map(({ id }) => id)),
      deaths: this.town.deaths,
      provider: 'openai-compatible',
    });
  }

  /** I7, in Redis and at the vendors. */
  private async leftovers(): Promise<readonly string[]> {
    const { town } = this;
    let left: readonly string[] = [];
    const isClean = async () => {
      left = [
        ...(await this.leftJobs()),
        ...town.servers.model.ledger.entries
          .filter((call) => call.finishedAt === null && call.abortedAt === null)
          .map((call) => `I7: a socket is open to the model: ${call.callKey ?? ''}`),
      ];
      return left.length === 0;
    };
    await waitFor(isClean, { timeoutMs: LEFTOVERS_MS, what: 'nothing to be left', everyMs: 250 }).catch(
      () => undefined,
    );
    return left;
  }

  private async leftJobs(): Promise<readonly string[]> {
    const { queues } = this.town;
    const counts = await Promise.all(
      Object.values(queues).map((queue) =>
        queue.getJobCounts('active', 'waiting', 'prioritized', 'delayed', 'waiting-children'),
      ),
    );
    return counts.flatMap((count, index) =>
      Object.entries(count)
        .filter(([, jobs]) => jobs > 0)
        .map(([state, jobs]) => `I7: ${jobs} jobs are left ${state} in ${Object.keys(queues)[index] ?? ''}`),
    );
  }

  private async record(end: {
    readonly violations: readonly string[];
    readonly restMs: number;
    readonly leases: LeaseWatch;
    readonly stuck: StuckDetector;
    readonly bounds: Bounds;
  }): Promise<NemesisRecord> {
    const { db } = this.town.installation;
    const { rows } = await db.query<{ status: string; runs: number }>(
      'SELECT status, count(*)::int AS runs FROM agent_run GROUP BY status ORDER BY status',
    );
    const unfinished = rows.filter(({ status }) => ['queued', 'running', 'parked'].includes(status));
    const sum = (of: readonly { readonly runs: number }[]) => of.reduce((all, { runs }) => all + runs, 0);
    return {
      seed: this.options.seed,
      minutes: this.options.durationMs / 60_000,
      runs: sum(rows),
      byStatus: Object.fromEntries(rows.map(({ status, runs }) => [status, runs])),
      websites: this.town.platform.websites.length,
      faults: Object.fromEntries([...this.hits].sort(([one], [other]) => one.localeCompare(other))),
      lost: sum(unfinished) + rowlessIn(end.violations),
      doubled: doubledIn(end.violations),
      worstRecoveryMs: end.leases.worst.ms,
      worstStandstillMs: end.stuck.worstMs,
      restMs: end.restMs,
      answers500: this.notes.answers500,
      bounds: end.bounds,
      violations: end.violations,
      recordedAt: new Date().toISOString(),
    };
  }

  private async explained(violation: string): Promise<string> {
    const why = await explain(this.town, violation, this.beganAt).catch((error: unknown) => String(error));
    return `${violation}\n  ${why}`;
  }

  private tell(line: string): void {
    const atS = ((performance.now() - this.beganAtMs) / 1_000).toFixed(1);
    const { accepted, unfinished } = this.notes;
    this.options.say(`${atS.padStart(6)} s  ${line}  [${accepted.length} briefs, ${unfinished.length} open]`);
  }
}

function outOfBounds({ healthP99Ms, residentMb, descriptors }: Bounds): readonly string[] {
  return [
    healthP99Ms > MOST_HEALTH_P99_MS ? [`I8: /health took ${healthP99Ms} ms at its 99th percentile`] : [],
    residentMb > MOST_RESIDENT_MB ? [`I8: a process had ${residentMb} MiB in use`] : [],
    descriptors > MOST_DESCRIPTORS ? [`I8: a process had ${descriptors} descriptors open`] : [],
  ].flat();
}
