import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults, Person } from './people.js';

/** For the first briefs, which nobody else holds up. */
const BEGIN_MS = 5_000;

export interface Generations {
  readonly runIds: readonly string[];
  /** From the answer that accepts a brief to the end of its events, as its reader sees it. */
  readonly followedMs: readonly number[];
  /** Accepted and not ended, on average over the time. */
  readonly atOnce: number;
}

/** People who have their briefs made, one after the other, while others talk. */
export class Generating {
  private readonly idle: Person[];
  private readonly runIds: string[] = [];
  private readonly followedMs: number[] = [];
  private readonly lanes: Promise<void>[] = [];
  private open = 0;
  private openMs = 0;
  private changedAtMs = performance.now();
  private beganAtMs = performance.now();
  private isEnding = false;

  constructor(
    people: readonly Person[],
    private readonly faults: Faults,
  ) {
    this.idle = [...people];
  }

  /** @param askers people who ask for a brief, wait for it, and make room for the next
   *  @returns once so many briefs are being made */
  async begin(askers: number, atOnce: number): Promise<void> {
    for (let lane = 0; lane < askers; lane += 1) this.lanes.push(this.lane());
    const giveUpAtMs = performance.now() + BEGIN_MS;
    while (this.open < atOnce && performance.now() < giveUpAtMs) await sleep(5);
    this.openMs = 0;
    this.beganAtMs = this.changedAtMs = performance.now();
  }

  /** Nobody begins another brief; those in the making are waited for, and not counted as time at once. */
  async end(): Promise<Generations> {
    this.isEnding = true;
    this.change(0);
    const atOnce = this.openMs / (performance.now() - this.beganAtMs);
    await Promise.all(this.lanes);
    return { runIds: this.runIds, followedMs: this.followedMs, atOnce };
  }

  private async lane(): Promise<void> {
    for (let person = this.idle.shift(); person && !this.isEnding; person = this.idle.shift()) {
      const started = await this.faults.unless(person.startBrief());
      if (started) {
        const acceptedAtMs = performance.now();
        this.change(1);
        const followedMs = await this.faults.unless(person.followBrief(started, acceptedAtMs));
        this.change(-1);
        this.runIds.push(started.run_id);
        if (followedMs !== null) this.followedMs.push(followedMs);
      }
      this.idle.push(person);
    }
  }

  private change(by: number): void {
    const nowMs = performance.now();
    this.openMs += this.open * (nowMs - this.changedAtMs);
    this.changedAtMs = nowMs;
    this.open += by;
  }
}
