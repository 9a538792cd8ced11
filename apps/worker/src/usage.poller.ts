import { QuotaUpkeep, UsageReports } from '@genesis/quota';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

/** How soon DigitalCloud360 hears of a generation. */
const REPORT_EVERY_MS = 5_000;
/** What runs leave over when they vanish is rare, and nobody waits for it. */
const TIDY_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 3_600_000;

/** Reports usage and settles what ended runs have left over, from the start on. Runs on every worker at once: each row is taken by one. It
 *  needs no schedule in Redis: the rows say what is due. */
@Injectable()
export class UsagePoller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(UsagePoller.name);
  private readonly over = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly reports: UsageReports,
    private readonly upkeep: QuotaUpkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.every(REPORT_EVERY_MS, () => this.reports.deliverDue(this.over.signal));
    this.every(TIDY_EVERY_MS, () => this.upkeep.tidy());
    this.every(FORGET_EVERY_MS, () => this.upkeep.forget());
  }

  /** Before the database is let go: what is under way is broken off and written down. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.over.abort();
    await Promise.all(this.underWay);
  }

  private every(intervalMs: number, work: () => Promise<unknown>): void {
    let current: Promise<void> | null = null;
    const tick = () => {
      if (current !== null) return;
      const round = this.round(work).finally(() => {
        this.underWay.delete(round);
        current = null;
      });
      current = round;
      this.underWay.add(round);
    };
    tick();
    this.timers.push(setInterval(tick, intervalMs));
  }

  private async round(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'usage could not be looked after');
    }
  }
}
