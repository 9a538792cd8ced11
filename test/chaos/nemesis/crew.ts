import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../../support/harness/service-process.js';
import type { CalmClock } from './calm-clock.js';

/** As quick as an orchestrator starts a process again that has died. */
const RESTART_AFTER_MS = 500;
const AGAIN_AFTER_MS = 1_000;

/** The processes of one kind: each that dies is replaced, as an orchestrator does it. */
export class Crew {
  /** Milliseconds of the Unix epoch at which one was killed, told to end, or stood still. */
  readonly deaths: number[] = [];
  private readonly members: (ServiceProcess | null)[];
  private readonly frozen = new Set<ServiceProcess>();
  private readonly starting = new Set<Promise<void>>();
  private isRetired = false;
  private isAway = false;

  /** @param start of the process at a place, with whatever is the place's own */
  constructor(
    private readonly name: string,
    size: number,
    private readonly start: (place: number) => Promise<ServiceProcess>,
    private readonly clock: CalmClock,
  ) {
    this.members = Array.from({ length: size }, () => null);
  }

  async muster(): Promise<void> {
    await Promise.all(this.members.map((_member, place) => this.fill(place)));
  }

  /** Up and not frozen. */
  get atWork(): readonly ServiceProcess[] {
    return this.members.filter(
      (member): member is ServiceProcess => member !== null && member.isRunning && !this.frozen.has(member),
    );
  }

  isAtWork(place: number): boolean {
    const member = this.members[place];
    return member != null && member.isRunning && !this.frozen.has(member);
  }

  /** @returns false where nobody is at that place just now */
  kill(place: number): boolean {
    const member = this.atWorkAt(place);
    if (member === null) return false;
    this.deaths.push(Date.now());
    void member.kill('SIGKILL');
    return true;
  }

  /** Starts the successor first, then tells the present one to end. */
  async replace(place: number): Promise<boolean> {
    const member = this.atWorkAt(place);
    if (member === null) return false;
    const successor = await this.start(place);
    if (this.members[place] === member) this.take(place, successor);
    // It has died meanwhile, and has a successor already.
    else void successor.kill('SIGTERM');
    this.deaths.push(Date.now());
    await member.kill('SIGTERM');
    this.deaths.push(Date.now());
    return true;
  }

  async freeze(place: number, forMs: number): Promise<boolean> {
    const member = this.atWorkAt(place);
    if (member === null) return false;
    this.frozen.add(member);
    member.signal('SIGSTOP');
    this.note();
    // Whatever it was told meanwhile, it does not record before it goes on.
    for (let leftMs = forMs; leftMs > 0; leftMs -= 500) {
      this.deaths.push(Date.now());
      await sleep(Math.min(500, leftMs));
    }
    member.signal('SIGCONT');
    this.frozen.delete(member);
    this.deaths.push(Date.now(), Date.now() + 1_000);
    this.note();
    return true;
  }

  /** Waits until every place is filled. */
  async isComplete(): Promise<void> {
    while (this.starting.size > 0) await Promise.all(this.starting);
  }

  retire(): void {
    this.isRetired = true;
  }

  private atWorkAt(place: number): ServiceProcess | null {
    return this.isAtWork(place) ? (this.members[place] ?? null) : null;
  }

  private async fill(place: number): Promise<void> {
    const filling = this.filled(place).finally(() => this.starting.delete(filling));
    this.starting.add(filling);
    await filling;
  }

  /** A process that does not come up, since a store is away, is started again. */
  private async filled(place: number): Promise<void> {
    while (!this.isRetired) {
      try {
        this.take(place, await this.start(place));
        return;
      } catch {
        await sleep(AGAIN_AFTER_MS);
      }
    }
  }

  private take(place: number, member: ServiceProcess): void {
    this.members[place] = member;
    this.note();
    void member.ended.then(async ({ at }) => {
      this.deaths.push(at);
      this.note();
      if (this.members[place] !== member) return;
      this.members[place] = null;
      await sleep(RESTART_AFTER_MS);
      await this.fill(place);
    });
  }

  /** Nobody at work is an outage: then nothing can recover. */
  private note(): void {
    const isAway = this.atWork.length === 0;
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    if (isAway) this.clock.begin(this.name);
    else this.clock.end(this.name);
  }
}
