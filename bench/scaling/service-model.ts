import { seededRandom } from '../../test/support/simulators/seeded-random.js';
import { percentile } from '../measurement.js';
import { type Demand, logNormal } from './demand.js';
import { Account, EventLoop, Station } from './event-loop.js';
import { type Cpu, type PlanUse, type ServiceTimes, VENDOR_PLANS } from './service-times.js';

/** How much of everything there is. */
export interface Fleet {
  readonly apis: number;
  readonly workers: number;
  readonly runsPerWorker: number;
  readonly postgresCores: number;
  /** Rows that the service's spending of a day is counted in; one today. */
  readonly spendingRows: number;
}

/** What happened to the runs that came in the time that was simulated. */
export interface Simulated {
  readonly briefs: number;
  readonly finished: number;
  /** Briefs for which a vendor was wanted and every one of its chain was full. */
  readonly withFallback: number;
  /** Of runs that asked vendors, from being accepted to the end; `meanS` from the first claim. */
  readonly durationS: Spread & { readonly meanS: number };
  /** From being accepted to the first claim. */
  readonly startDelayS: Spread;
  readonly apiWaitS: Spread;
  readonly postgresWaitS: Spread;
  readonly spendingRowWaitS: Spread;
  /** Shares of the time, 0 to 1. */
  readonly busy: Readonly<Record<'api' | 'worker' | 'postgres' | 'spendingRow', number>>;
  readonly mostOpenRuns: number;
  /** Statements that PostgreSQL works on at once, at most, as far as they need its CPU. */
  readonly mostStatements: number;
  readonly requestsPerSecond: Readonly<Record<string, number>>;
}

export interface Spread {
  readonly median: number;
  readonly p95: number;
}

export interface SimulationOptions {
  readonly times: ServiceTimes;
  readonly demand: Demand;
  readonly fleet: Fleet;
  readonly seed: number;
  /** Seconds of the busiest hour that are simulated. */
  readonly lengthS: number;
}

/** Longest wait for a place on a vendor's account before the next one is asked. Source: the vendor gateway. */
const MOST_WAIT_S = 10;

/** How the service works, as far as its queues go. Processes of a kind are one queue with as many places; the CPU of a run
 *  is spread evenly over its start, its calls and its end; service times are exponential around what was measured. A run
 *  whose vendors are full is finished by rule at once: sleeping runs (ADR 12) only move that to a later second. */
export class ServiceModel {
  readonly loop = new EventLoop();
  private readonly random: () => number;
  private readonly api: Station;
  private readonly worker: Station;
  private readonly slots: Station;
  private readonly postgres: Station;
  private readonly spendingRow: Station;
  private readonly accounts = new Map<string, Account>();
  private readonly durationsS: number[] = [];
  private readonly delaysS: number[] = [];
  private briefs = 0;
  private finished = 0;
  private lastEndS = 0;
  private openS = 0;
  private fallbacks = 0;

  constructor(private readonly options: SimulationOptions) {
    const { fleet, demand, seed } = options;
    this.random = seededRandom(seed);
    this.api = new Station(this.loop, fleet.apis);
    this.worker = new Station(this.loop, fleet.workers);
    this.slots = new Station(this.loop, fleet.workers * fleet.runsPerWorker);
    this.postgres = new Station(this.loop, fleet.postgresCores);
    this.spendingRow = new Station(this.loop, fleet.spendingRows);
    for (const [name, limits] of Object.entries(demand.accounts)) {
      this.accounts.set(name, new Account(this.loop, limits));
    }
  }

  /** People come by chance, as often as in the busiest hour. */
  simulatePeak(): Simulated {
    const { demand, lengthS, times } = this.options;
    const perSecond = (demand.briefsPerDay / 86_400) * demand.peakFactor;
    const { requests } = times;
    this.arrivals(perSecond, () => this.submit());
    this.arrivals(perSecond * demand.signIns, () => this.request(requests.signUpAndIn.cpuMs));
    this.arrivals(perSecond * demand.statusReads, () => this.request(requests.status.cpuMs));
    this.arrivals(perSecond * demand.briefReads, () => this.request(requests.brief.cpuMs));
    this.arrivals(perSecond * demand.coachingTurns, () => this.coach());
    this.loop.run(lengthS);
    return this.result(lengthS);
  }

  /** So many briefs of one plan at once. @returns seconds until the last one has ended */
  makespanS(briefs: number, plan: PlanUse, latencyS: number): number {
    for (let brief = 0; brief < briefs; brief += 1) this.start(plan, () => latencyS);
    this.loop.run();
    return this.lastEndS;
  }

  private arrivals(perSecond: number, come: () => void): void {
    if (perSecond <= 0) return;
    const next = () => {
      this.loop.after(this.exponential(1 / perSecond), () => {
        come();
        next();
      });
    };
    next();
  }

  private request(cpuMs: Cpu, then: () => void = () => undefined): void {
    this.api.use(this.exponential(cpuMs.api / 1_000), () => {
      this.postgres.use(this.exponential(cpuMs.postgres / 1_000), then);
    });
  }

  /** A turn of somebody whose plan has a model asks it once. */
  private coach(): void {
    const { requests } = this.options.times;
    const plan = this.drawPlan();
    if (plan === null) {
      this.request(requests.coachingTurn.cpuMs);
      return;
    }
    const [account] = Object.keys(plan.accounts).filter((name) => plan.accounts[name]?.capability === 'llm');
    this.request(requests.coachingTurnWithModel.cpuMs, () => {
      if (account !== undefined) this.ask(account, () => this.latencyOf(plan, account), nothing, nothing);
    });
  }

  private submit(): void {
    const plan = this.drawPlan();
    const { work } = plan ?? { work: this.options.times.knowledge };
    this.briefs += 1;
    // What PostgreSQL does for a run is counted with the run.
    this.api.use(this.exponential(work.cpuMs.api / 1_000), () => {
      this.start(plan, null);
    });
  }

  private start(plan: PlanUse | null, latencyS: ((account: string) => number) | null): void {
    const acceptedAtS = this.loop.nowS;
    this.slots.take(() => {
      const claimedAtS = this.loop.nowS;
      this.delaysS.push(claimedAtS - acceptedAtS);
      const run = { plan, latencyS, hasFallback: false };
      this.compute(plan, () => {
        this.tasks(run, () => {
          this.compute(plan, () => {
            this.slots.free();
            if (run.hasFallback) this.fallbacks += 1;
            const lastedS = this.loop.nowS - claimedAtS;
            this.finished += 1;
            this.lastEndS = this.loop.nowS;
            if (plan === null) return;
            this.durationsS.push(this.loop.nowS - acceptedAtS);
            this.openS += lastedS;
            this.attend(lastedS);
          });
        });
      });
    });
  }

  /** Heartbeats while a run was open, and the polls of whoever followed it. */
  private attend(lastedS: number): void {
    const { openRunSecond, eventStreamMinute } = this.options.times;
    const { followed } = this.options.demand;
    const watchedMin = (lastedS / 60) * followed;
    this.worker.use((lastedS * openRunSecond.cpuMs.worker) / 1_000, nothing);
    this.postgres.use(
      (lastedS * openRunSecond.cpuMs.postgres + watchedMin * eventStreamMinute.cpuMs.postgres) / 1_000,
      nothing,
    );
    this.api.use((watchedMin * eventStreamMinute.cpuMs.api) / 1_000, nothing);
  }

  private tasks(run: Run, done: () => void): void {
    if (run.plan === null) {
      done();
      return;
    }
    const { tasks } = run.plan;
    const ended = new Set<string>();
    const begun = new Set<string>();
    const advance = () => {
      if (ended.size === tasks.length) {
        done();
        return;
      }
      for (const task of tasks) {
        if (begun.has(task.task) || !task.needs.every((need) => ended.has(need))) continue;
        begun.add(task.task);
        this.rounds(run, task.rounds, () => {
          ended.add(task.task);
          advance();
        });
      }
    };
    advance();
  }

  private rounds(run: Run, rounds: readonly Readonly<Record<string, number>>[], done: () => void): void {
    const [round, ...later] = rounds;
    if (round === undefined) {
      done();
      return;
    }
    const calls = Object.entries(round).flatMap(([account, count]) => Array<string>(count).fill(account));
    let left = calls.length;
    const one = () => {
      left -= 1;
      if (left <= 0) this.rounds(run, later, done);
    };
    if (calls.length === 0) one();
    for (const account of calls) this.call(run, account, one);
  }

  private call(run: Run, account: string, done: () => void): void {
    const { plan, latencyS } = run;
    if (plan === null) return;
    const answered = () => this.compute(plan, done);
    const chain = this.options.demand.chains[account] ?? [account];
    const askFrom = (at: number) => {
      const asked = chain[at];
      if (asked === undefined) {
        run.hasFallback = true;
        done();
        return;
      }
      this.ask(
        asked,
        () => latencyS?.(account) ?? this.latencyOf(plan, account),
        answered,
        () => {
          askFrom(at + 1);
        },
      );
    };
    askFrom(0);
  }

  /** A place on the account, the money, the answer, and the money again. */
  private ask(name: string, latencyS: () => number, answered: () => void, refused: () => void): void {
    const account = this.accounts.get(name);
    const half = this.options.times.spendingRowMs / 2_000;
    const send = () => {
      this.spendingRow.use(half, () => {
        this.loop.after(latencyS(), () => {
          account?.free();
          this.spendingRow.use(half, answered);
        });
      });
    };
    if (account === undefined) send();
    else account.take(MOST_WAIT_S, send, refused);
  }

  /** One of the equal parts of what a run needs of the worker and of PostgreSQL. */
  private compute(plan: PlanUse | null, then: () => void): void {
    const { cpuMs } = plan?.work ?? this.options.times.knowledge;
    const parts = (plan?.callsDuring ?? 0) + 2;
    this.worker.use(this.exponential(cpuMs.worker / parts / 1_000), () => {
      this.postgres.use(this.exponential(cpuMs.postgres / parts / 1_000), then);
    });
  }

  private drawPlan(): PlanUse | null {
    const { plans } = this.options.demand;
    let at = this.random();
    for (const plan of VENDOR_PLANS) {
      at -= plans[plan];
      if (at < 0) return this.options.times.plans[plan];
    }
    return null;
  }

  private latencyOf(plan: PlanUse, account: string): number {
    const capability = plan.accounts[account]?.capability ?? 'llm';
    const { mu, sigma } = logNormal(this.options.demand.latency[capability]);
    const normal = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
    return Math.exp(mu + sigma * normal);
  }

  private exponential(mean: number): number {
    return -mean * Math.log(1 - this.random());
  }

  private result(lengthS: number): Simulated {
    const { fleet } = this.options;
    return {
      briefs: this.briefs,
      finished: this.finished,
      withFallback: this.fallbacks,
      durationS: {
        ...spread(this.durationsS),
        meanS: this.openS / Math.max(1, this.durationsS.length),
      },
      startDelayS: spread(this.delaysS),
      apiWaitS: spread(this.api.waitsS),
      postgresWaitS: spread(this.postgres.waitsS),
      spendingRowWaitS: spread(this.spendingRow.waitsS),
      busy: {
        api: this.api.busyS / lengthS / fleet.apis,
        worker: this.worker.busyS / lengthS / fleet.workers,
        postgres: this.postgres.busyS / lengthS / fleet.postgresCores,
        spendingRow: this.spendingRow.busyS / lengthS / fleet.spendingRows,
      },
      mostOpenRuns: this.slots.mostTaken,
      mostStatements: this.postgres.mostTaken,
      requestsPerSecond: Object.fromEntries(
        [...this.accounts].map(([name, { granted }]) => [name, granted / lengthS]),
      ),
    };
  }
}

interface Run {
  readonly plan: PlanUse | null;
  /** Null: as the demand says. */
  readonly latencyS: ((account: string) => number) | null;
  hasFallback: boolean;
}

const nothing = () => undefined;

const spread = (samples: readonly number[]): Spread =>
  samples.length === 0
    ? { median: 0, p95: 0 }
    : { median: percentile(samples, 0.5), p95: percentile(samples, 0.95) };
