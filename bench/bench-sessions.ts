import { DatabaseSettings, loadSettings } from '@genesis/config';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, percentile } from './measurement.js';
import { atLeast, atMost, type Bar, report, rounded, say } from './report.js';
import { readCounters, residentBytes, usedFor } from './scaling/counters.js';
import { type Measured, withInstallation } from './scaling/installation.js';
import { asPart, freePort, type Part, startPart, untilMessage } from './service.js';
import { Generating } from './sessions/generating.js';
import { Faults, peopleAt, type Person, signedUpAt } from './sessions/people.js';

// The load test of the specification: so many people talk with the coach at once, while some briefs are being made. In turns
// with people who talk with a bare coach, and with ours alone.
const DEFAULT_ROUNDS = 5;
const PEOPLE = 100;
const BRIEFS_AT_ONCE = 10;
/** Who asks while everybody talks waits to be accepted, too: more have to ask for ten briefs to be in the making. How many
 *  more, each round learns from the one before, with something to spare. */
const ASKED_FOR_AT_ONCE = 11;
const MOST_ASKERS = 50;
/** Of the specification. */
const MOST_STEP_MS = 3_000;
/** The 95th percentile of a step ÷ a bare one's: with a model a step has several times the statements. */
const MOST_TIMES_BARE = { rules: 20, simulated: 50 };
/** Of a process, as in a container of half a gigabyte. */
const HEAP_MB = 256;
const SAMPLE_PAUSE_MS = 250;
const MB = 1_024 * 1_024;

interface Options {
  /** Vendors write and judge: the simulated ones. Otherwise the knowledge engine does. */
  readonly isSimulated: boolean;
  readonly rounds: number;
}

type Talk = (waitedMs: (ms: number) => void) => Promise<unknown>;

/** Everybody begins at once. @returns how long each of them waited for each answer */
async function together(talks: readonly Talk[], faults: Faults): Promise<number[]> {
  const waitedMs: number[] = [];
  await Promise.all(talks.map((talk) => faults.unless(talk((ms) => waitedMs.push(ms)))));
  return waitedMs;
}

interface Round {
  readonly bare: readonly number[];
  readonly alone: readonly number[];
  readonly busy: readonly number[];
  readonly followedMs: readonly number[];
  readonly briefsAtOnce: number;
  readonly runIds: readonly string[];
}

/** The most memory that the processes were seen with. */
class Memory {
  readonly most = { api: 0, worker: 0 };
  private isEnding = false;
  private readonly ended: Promise<void>;

  constructor(pids: Measured['installation']['pids']) {
    this.ended = this.look(pids);
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.ended;
  }

  private async look(pids: Measured['installation']['pids']): Promise<void> {
    while (!this.isEnding) {
      for (const part of ['api', 'worker'] as const) {
        const pid = pids[part];
        if (pid !== undefined) this.most[part] = Math.max(this.most[part], residentBytes(pid) / MB);
      }
      await sleep(SAMPLE_PAUSE_MS);
    }
  }
}

class LoadTest {
  readonly faults = new Faults();
  private askers = ASKED_FOR_AT_ONCE;

  constructor(
    private readonly measured: Measured,
    private readonly people: readonly Person[],
    private readonly strangers: readonly Person[],
  ) {}

  async round(name: string): Promise<Round> {
    const bare = await together(
      this.strangers.map((person) => (waitedMs) => person.talk(waitedMs)),
      this.faults,
    );
    const alone = await this.talk();
    const { waitedMs: busy, ...briefs } = await this.talkAmidBriefs(name);
    say(
      `  p95: bare ${rounded(p95(bare))}, without briefs ${rounded(p95(alone))}, amid briefs ${rounded(p95(busy))} ms`,
    );
    return { bare, alone, busy, ...briefs };
  }

  private async talk(): Promise<number[]> {
    const talks = this.people.map((person) => async (waited: (ms: number) => void) => {
      await person.confirm(await person.talk(waited));
    });
    return together(talks, this.faults);
  }

  private async talkAmidBriefs(name: string) {
    const { servers, installation } = this.measured;
    const generating = new Generating(this.people, this.faults);
    await generating.begin(this.askers, BRIEFS_AT_ONCE);
    const before = await readCounters(servers, installation.pids);
    const waitedMs = await this.talk();
    const after = await readCounters(servers, installation.pids);
    const { atOnce, ...made } = await generating.end();
    this.askers = Math.min(MOST_ASKERS, Math.round((this.askers * ASKED_FOR_AT_ONCE) / Math.max(1, atOnce)));
    const seconds = (after.atMs - before.atMs) / 1_000;
    const { cpuMs } = usedFor(seconds * 1_000, before, after);
    const cores = Object.entries(cpuMs).map(([part, share]) => `${part} ${rounded(share)}`);
    say(
      `${name}: ${times('a step', waitedMs)}; ${rounded(waitedMs.length / seconds)} steps/s; ` +
        `${String(made.runIds.length)} briefs, ${rounded(atOnce)} at once; cores: ${cores.join(', ')}`,
    );
    return { waitedMs, ...made, briefsAtOnce: atOnce };
  }
}

const p95 = (ms: readonly number[]): number => percentile(ms, 0.95);

function times(what: string, ms: readonly number[]): string {
  return `${what} p50 ${rounded(median(ms))} p95 ${rounded(p95(ms))} max ${rounded(Math.max(...ms))} ms`;
}

async function startBareCoach(): Promise<{ readonly coach: Part; readonly url: string }> {
  const port = String(await freePort());
  const { url } = loadSettings().get(DatabaseSettings);
  const child = startPart('bench/bare-coach.main.js', {}, [url, port]);
  await untilMessage(child, 'ready');
  return { coach: asPart(child), url: `http://127.0.0.1:${port}` };
}

/** Milliseconds from accepted to ended as the rows say, and what did not become a whole brief. */
async function outcome(
  { servers }: Measured,
  runIds: readonly string[],
): Promise<{ readonly ms: readonly number[]; readonly incomplete: number }> {
  const { rows } = await servers.database.query<{ ms: number | null; status: string }>(
    `SELECT (extract(epoch FROM finished_at - created_at) * 1000)::float8 AS ms, status
       FROM agent_run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  const whole = rows.filter(({ status }) => status === 'completed');
  return { ms: whole.map(({ ms }) => ms ?? Number.NaN), incomplete: runIds.length - whole.length };
}

function settingsOf({ installation }: Measured, isSimulated: boolean): Readonly<Record<string, string>> {
  return {
    ...(isSimulated && installation.vendorSettings),
    LOCAL_PLAN: 'pro',
    PLAN_LIMIT_PRO: '0',
    NODE_OPTIONS: `--max-old-space-size=${String(HEAP_MB)}`,
  };
}

async function measure(measured: Measured, { isSimulated, rounds: count }: Options): Promise<boolean> {
  const { installation } = measured;
  const settings = settingsOf(measured, isSimulated);
  await installation.startApi(settings);
  await installation.startWorker(settings);
  const { coach, url } = await startBareCoach();
  try {
    const people = await signedUpAt(installation.apiUrl, PEOPLE);
    const strangers = peopleAt(url, PEOPLE).map(({ person }) => person);
    const test = new LoadTest(measured, people, strangers);
    await test.round('warm-up');
    const memory = new Memory(installation.pids);
    const rounds: Round[] = [];
    try {
      for (let round = 1; round <= count; round += 1) rounds.push(await test.round(`round ${String(round)}`));
    } finally {
      await memory.end();
    }
    const made = await outcome(
      measured,
      rounds.flatMap(({ runIds }) => runIds),
    );
    for (const line of test.faults.lines) say(`failed: ${line}`);
    say(
      times(
        'bare step',
        rounds.flatMap(({ bare }) => bare),
      ),
    );
    say(
      times(
        'a step without briefs',
        rounds.flatMap(({ alone }) => alone),
      ),
    );
    say(
      times(
        'a step amid ten briefs',
        rounds.flatMap(({ busy }) => busy),
      ),
    );
    say(times('a brief, accepted to ended', made.ms));
    say(
      times(
        'a brief, accepted to the end of its events',
        rounds.flatMap(({ followedMs }) => followedMs),
      ),
    );
    say(`most memory: api ${rounded(memory.most.api)} MB, worker ${rounded(memory.most.worker)} MB`);
    return report(
      barsOf(rounds, {
        faults: test.faults.total,
        incomplete: made.incomplete,
        memory,
        mostTimesBare: MOST_TIMES_BARE[isSimulated ? 'simulated' : 'rules'],
      }),
    );
  } finally {
    await coach.stop();
  }
}

function barsOf(
  rounds: readonly Round[],
  seen: {
    readonly faults: number;
    readonly incomplete: number;
    readonly memory: Memory;
    readonly mostTimesBare: number;
  },
): readonly Bar[] {
  const over = (ratio: (round: Round) => number) => median(rounds.map(ratio));
  return [
    atMost('p95 of a step amid ten briefs, ms', p95(rounds.flatMap(({ busy }) => busy)), MOST_STEP_MS),
    atMost(
      'p95 of a step ÷ a bare one',
      over(({ alone, bare }) => p95(alone) / p95(bare)),
      seen.mostTimesBare,
    ),
    atMost(
      'p95 of a step amid ten briefs ÷ without',
      over(({ busy, alone }) => p95(busy) / p95(alone)),
      3,
    ),
    atLeast(
      'briefs being made at once',
      over(({ briefsAtOnce }) => briefsAtOnce),
      BRIEFS_AT_ONCE,
    ),
    atMost('requests and talks that failed', seen.faults, 0),
    atMost('briefs that did not become whole', seen.incomplete, 0),
    atMost('most memory, api, MB', seen.memory.most.api, 512),
    atMost('most memory, worker, MB', seen.memory.most.worker, 1_024),
  ];
}

const { argv } = process;
const isGood = await withInstallation((measured) =>
  measure(measured, {
    isSimulated: argv.includes('--simulated'),
    rounds: Number(argv.find((argument) => /^\d+$/.test(argument)) ?? DEFAULT_ROUNDS),
  }),
);
process.exitCode = isGood || !argv.includes('--check') ? 0 : 1;
