import { seededRandom } from '../../support/simulators/seeded-random.js';

/** What the nemesis can do. */
export const FAULT_KINDS = [
  'worker killed',
  'worker frozen',
  'worker replaced',
  'api killed',
  'api frozen',
  'api replaced',
  'redis killed, log kept',
  'redis killed, log wiped',
  'redis emptied',
  'postgres restarted at once',
  'postgres connections ended',
  'postgres network cut',
  'postgres network half open',
  'redis network cut',
  'redis network half open',
  'model: 429',
  'model: 500',
  'model: hangs',
  'model: cut',
  'model: broken JSON',
  'model: slow',
  'platform: 5xx after publishing',
  'platform: answer lost',
  'platform: 503',
  'jobs delivered again',
  'brief cancelled',
  'published twice',
  'key repeated by another client',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  /** Milliseconds since the beginning. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Numbers in [0, 1) that decide whatever the fault leaves open: whom it hits, how hard, for how long. */
  readonly draws: readonly [number, number, number];
}

const FIRST_AT_MS = 2_000;
const GAP_MS = { least: 800, most: 4_600 };

/** The faults of one seed: a pure function of it. Every kind has its turn before one comes again.
 *  @param durationMs when they end */
export function faultPlan(seed: number, durationMs: number): readonly PlannedFault[] {
  const random = seededRandom(seed);
  const plan: PlannedFault[] = [];
  let deck: FaultKind[] = [];
  let atMs = FIRST_AT_MS;
  while (atMs < durationMs) {
    if (deck.length === 0) deck = [...FAULT_KINDS];
    const [kind] = deck.splice(Math.floor(random() * deck.length), 1);
    if (kind !== undefined) plan.push({ atMs, kind, draws: [random(), random(), random()] });
    atMs += Math.round(GAP_MS.least + random() * (GAP_MS.most - GAP_MS.least));
  }
  return plan;
}

/** An entry of a list, by a draw; null of an empty one. */
export function drawn<T>(list: readonly T[], draw: number): T | null {
  return list[Math.floor(draw * list.length)] ?? null;
}
