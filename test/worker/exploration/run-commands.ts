import { together } from '@genesis/database';
import fc from 'fast-check';
import type { ExploredRuns, Holding, WorkerParts } from './explored-runs.js';
import { type Act, RunActs } from './run-acts.js';
import type { Memo, ModelRun, Move } from './run-model.js';

/** What the model knows of one exploration. */
export interface World {
  runs: ModelRun[];
  holdings: number;
}

type Needs = 'nothing' | 'a run' | 'a holding';
type Numbers = readonly [number, number, number];
/** What a command finds. */
interface Scene {
  readonly acts: RunActs;
  readonly world: World;
  readonly real: ExploredRuns;
}

type Prepare = (scene: Scene, numbers: Numbers) => readonly Act[];

const MOST_RUNS = 3;
const OWNERS = 2;

/** One act, or two at once. */
class RunCommand implements fc.AsyncCommand<World, ExploredRuns> {
  constructor(
    private readonly name: string,
    private readonly needs: Needs,
    private readonly numbers: Numbers,
    private readonly prepare: Prepare,
  ) {}

  check({ runs, holdings }: Readonly<World>): boolean {
    if (this.needs === 'a run') return runs.length > 0;
    return this.needs === 'nothing' || holdings > 0;
  }

  async run(world: World, real: ExploredRuns): Promise<void> {
    const acts = this.prepare({ acts: new RunActs(real), world, real }, this.numbers);
    if (acts.length === 0) return;
    real.trace.push(acts.map(({ what }) => what).join('  ||  '));
    const answers = await together(...acts.map((act) => act.perform()));
    const seen = comparable(await real.observe());
    const ways = acts.length === 1 ? [inOrder(acts[0]!)] : interleavings(acts[0]!, acts[1]!);
    const expected = ways.map((way) => predicted(world.runs, acts.length, way));
    const right = expected.find((one) => isSame(one.answers, answers) && isSame(comparable(one.runs), seen));
    if (!right) throw new Error(real.told(difference(expected, answers, seen)));
    world.runs = right.runs;
    for (const [index, { what }] of acts.entries()) {
      const at = `${what.replace(/\(.*/, '')}: ${answers[index]!.replace(/ \d+/, '')}${acts.length > 1 ? ', in a race' : ''}`;
      real.reached.set(at, (real.reached.get(at) ?? 0) + 1);
    }
    world.holdings = real.holdings.length;
  }

  toString(): string {
    return `${this.name}(${this.numbers.join(', ')})`;
  }
}

interface Prediction {
  readonly answers: readonly (string | undefined)[];
  readonly runs: ModelRun[];
}

/** Which act does which of its moves, one after the other. */
type Way = readonly { readonly act: number; readonly move: Move }[];

const inOrder = (act: Act): Way => act.moves.map((move) => ({ act: 0, move }));

/** Two acts at once must come to what some order of their moves comes to. */
function interleavings(one: Act, two: Act): readonly Way[] {
  const variants = (act: Act) => (act.inRace ? [act.moves, act.inRace] : [act.moves]);
  return variants(one).flatMap((first) => variants(two).flatMap((second) => merges(first, second)));
}

function merges(first: readonly Move[], second: readonly Move[]): readonly Way[] {
  const after = (act: number, moves: readonly Move[], rest: readonly Way[]) =>
    rest.map((way) => [{ act, move: moves[0]! }, ...way]);
  if (first.length === 0) return [second.map((move) => ({ act: 1, move }))];
  if (second.length === 0) return [first.map((move) => ({ act: 0, move }))];
  return [
    ...after(0, first, merges(first.slice(1), second)),
    ...after(1, second, merges(first, second.slice(1))),
  ];
}

function predicted(runs: readonly ModelRun[], acts: number, way: Way): Prediction {
  const changed = structuredClone(runs) as ModelRun[];
  const memos = Array.from({ length: acts }, (): Memo => ({}));
  for (const { act, move } of way) move(changed, memos[act]!);
  return { answers: memos.map(({ answer }) => answer), runs: changed };
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

const inOrderOfKeys = <T>(record: Readonly<Record<string, T>>) =>
  Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1));

/** What both the model and a look at the rows know. */
function comparable(runs: readonly ModelRun[]): readonly unknown[] {
  return runs.map((run) => ({
    owner: run.owner,
    status: run.status,
    fence: run.fence,
    lease: run.lease,
    deadline: run.deadline,
    wake: run.wake,
    crashes: run.crashes,
    isCancelRequested: run.isCancelRequested,
    isQuarantined: run.isQuarantined,
    jobs: run.jobs,
    isJobWaiting: run.isJobWaiting,
    isQuiet: run.isQuiet,
    error: run.error,
    tasks: inOrderOfKeys(run.tasks).map(([name, { status, attempt }]) => [name, status, attempt]),
    events: run.events.toSorted(),
    calls: inOrderOfKeys(run.calls),
  }));
}

function difference(
  expected: readonly Prediction[],
  answers: readonly string[],
  seen: readonly unknown[],
): string {
  const [first] = expected;
  const model = comparable(first?.runs ?? []);
  const differing = seen.flatMap((run, index) =>
    isSame(run, model[index])
      ? []
      : [
          `run ${String(index)} is       ${JSON.stringify(run)}\n  and should be ${JSON.stringify(model[index])}`,
        ],
  );
  return [
    `the service is in none of the ${String(expected.length)} states that the model allows`,
    `answers ${JSON.stringify(answers)}, should be one of ${[...new Set(expected.map((one) => JSON.stringify(one.answers)))].join(' ')}`,
    ...differing,
  ].join('\n');
}

/** Every second time the newest, whose fence may still hold; the older ones are mostly zombies. */
function oneOf(holdings: readonly Holding[], n: number): Holding {
  const place = n % (2 * holdings.length);
  return holdings.at(place < holdings.length ? -1 - place : -1)!;
}

const workerOf = ({ real }: Scene, n: number) => real.workers[n % real.workers.length]!;
const some = (act: Act | null): readonly Act[] => (act ? [act] : []);

type OfHolding = (scene: Scene, holding: Holding, n: number) => Act | null;
type OfRun = (scene: Scene, run: number, worker: WorkerParts) => Act | null;

/** Acts of a worker on what it holds. */
const OF_HOLDING = {
  heartbeat: ({ acts }, holding) => acts.heartbeat(holding),
  advance: ({ acts }, holding, n) => acts.advance(holding, n % 3 === 0 ? 1 : 4, n % 7 === 6),
  end: ({ acts, world }, holding) => acts.end(holding, world.runs),
  park: ({ acts }, holding) => acts.park(holding),
  handBack: ({ acts }, holding) => acts.giveBack(holding, false),
  quarantine: ({ acts }, holding) => acts.giveBack(holding, true),
  ask: ({ acts }, holding, n) => acts.ask(holding, n % 2 === 0 ? 'market' : 'prices'),
  record: ({ acts }, holding) => acts.record(holding),
  again: (_scene, holding) => holding.again,
} satisfies Record<string, OfHolding>;

/** Who has something of the kind to do. */
const ABLE: Readonly<Record<string, (holding: Holding) => boolean>> = {
  record: ({ asked }) => asked !== null,
  again: ({ again }) => again !== null,
};

const OF_RUN = {
  claim: (scene, run, worker) => claimIfAdmitted(scene, run, worker, 'claim'),
  claimQuarantined: (scene, run, worker) => claimIfAdmitted(scene, run, worker, 'quarantined'),
  claimForEnd: ({ acts, world }, run, worker) => {
    const { isCancelRequested, deadline } = world.runs[run]!;
    return isCancelRequested || deadline === 'over' ? acts.claim(run, worker, 'end') : null;
  },
  cancel: ({ acts }, run, worker) => acts.cancel(run, worker),
  takeOver: ({ acts, world }, run, worker) =>
    world.runs[run]!.status === 'running' && world.runs[run]!.jobs > 0 ? acts.takeOver(run, worker) : null,
  keepsDying: ({ acts, world }, run, worker) =>
    world.runs[run]!.isQuarantined && world.runs[run]!.jobs > 0 ? acts.keepsDying(run, worker) : null,
  expire: ({ acts }, run) => acts.expire(run),
  wake: ({ acts }, run) => acts.wake(run),
  deadline: ({ acts }, run) => acts.passDeadline(run),
  quiet: ({ acts }, run) => acts.quiet(run),
  loseJob: ({ acts }, run) => acts.loseJob(run),
  missAdmission: ({ acts, world }, run) => acts.missAdmission(run, world.runs),
} satisfies Record<string, OfRun>;

/** A run that is held back has no job, so nobody is told to take it. */
function claimIfAdmitted(
  { acts, world }: Scene,
  run: number,
  worker: WorkerParts,
  way: 'claim' | 'quarantined',
) {
  return world.runs[run]!.jobs > 0 ? acts.claim(run, worker, way) : null;
}

/** These may be on the way beside another write of the same worker; of the rest, it does one after the other. */
const BESIDE = ['heartbeat', 'record'] as const;
const OF_HOLDING_NAMES = Object.keys(OF_HOLDING) as (keyof typeof OF_HOLDING)[];
const RIVALS = ['claim', 'expire', 'cancel', 'claimQuarantined', 'claimForEnd'] as const;

/** Two at the row of one run: its worker, and another that takes it, ends it, or writes to it as a zombie. */
const race: Prepare = (scene, [a, b, c]) => {
  const { holdings } = scene.real;
  const holding = oneOf(holdings, a);
  const first = OF_HOLDING[OF_HOLDING_NAMES[b % OF_HOLDING_NAMES.length]!](scene, holding, c);
  if (!first) return [];
  if (c % 2 === 0) {
    const name = RIVALS[(b + c) % RIVALS.length]!;
    return [first, ...some(OF_RUN[name](scene, holding.run, workerOf(scene, b)))];
  }
  const rival = oneOf(
    holdings.filter(({ run }) => run === holding.run),
    b,
  );
  const name =
    rival === holding ? BESIDE[b % BESIDE.length]! : OF_HOLDING_NAMES[(a + c) % OF_HOLDING_NAMES.length]!;
  return [first, ...some(OF_HOLDING[name](scene, rival, b))];
};

/** Both workers are given the same job at once. */
const doubleDelivery: Prepare = (scene, [a, b]) => {
  const run = a % scene.world.runs.length;
  const claims = [b, b + 1].flatMap((n) => some(OF_RUN.claim(scene, run, workerOf(scene, n))));
  return claims;
};

/** How often each command comes up, of all. */
const WEIGHTS: Readonly<Record<string, number>> = {
  start: 1,
  claim: 6,
  claimQuarantined: 3,
  claimForEnd: 2,
  advance: 8,
  expire: 3,
  quiet: 2,
  again: 3,
  ask: 4,
  record: 4,
  takeOver: 4,
  keepsDying: 5,
  reconcile: 3,
  race: 10,
};

const drawn = fc.nat({ max: 41 });

function command(name: string, needs: Needs, prepare: Prepare) {
  const one = fc.tuple(drawn, drawn, drawn).map((numbers) => new RunCommand(name, needs, numbers, prepare));
  return Array.from({ length: WEIGHTS[name] ?? 1 }, () => one);
}

/** Two runs of one owner, of which one is held back. */
export async function begin(world: World, real: ExploredRuns): Promise<void> {
  for (const n of [0, 0]) await new RunCommand('start', 'nothing', [n, 0, 0], start).run(world, real);
}

const start: Prepare = ({ acts, world }, [n]) =>
  world.runs.length < MOST_RUNS ? [acts.start(n % OWNERS)] : [];

/** The commands of an exploration, to be mixed at random. */
export function runCommands(): fc.Arbitrary<fc.AsyncCommand<World, ExploredRuns>>[] {
  return [
    ...command('start', 'nothing', start),
    ...Object.entries<OfRun>(OF_RUN).flatMap(([name, act]) =>
      command(name, 'a run', (scene, [run, worker]) =>
        some(act(scene, run % scene.world.runs.length, workerOf(scene, worker))),
      ),
    ),
    ...Object.entries<OfHolding>(OF_HOLDING).flatMap(([name, act]) =>
      command(name, 'a holding', (scene, [which, n]) => {
        const able = scene.real.holdings.filter(ABLE[name] ?? (() => true));
        return able.length === 0 ? [] : some(act(scene, oneOf(able, which), n));
      }),
    ),
    ...command('reconcile', 'a run', (scene, [worker]) => [scene.acts.reconcile(workerOf(scene, worker))]),
    ...command('dyingReconciler', 'a run', (scene, [worker, at]) => [
      scene.acts.dyingReconciler(workerOf(scene, worker), at % 2 === 0),
    ]),
    ...command('race', 'a holding', race),
    ...command('doubleDelivery', 'a run', doubleDelivery),
  ];
}
