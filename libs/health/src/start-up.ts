import { Injectable } from '@nestjs/common';
import { Liveness } from './liveness.js';
import { DEPENDENCIES, type Dependency, Readiness } from './readiness.js';

export interface StartUpReport {
  readonly status: 'started' | 'starting';
  /** What is not there yet; empty once the start is complete. `jobs`: the worker takes none so far. */
  readonly waiting_for: readonly (Dependency | 'jobs')[];
}

const STARTED: StartUpReport = { status: 'started', waiting_for: [] };

/** Whether the start is complete: every store was reached, no migration was pending, and the process did its work. Once that
 *  was so, it stays so: what is lost later is for readiness and liveness to tell. */
@Injectable()
export class StartUp {
  private isComplete = false;

  constructor(
    private readonly readiness: Readiness,
    private readonly liveness: Liveness,
  ) {}

  /** As `Readiness.report`; touches nothing any more once the start is complete. */
  async report(): Promise<StartUpReport> {
    if (this.isComplete) return STARTED;
    const { checks } = await this.readiness.report();
    const missing = DEPENDENCIES.filter((name) => checks[name].status === 'down');
    const isAtWork = this.liveness.report().status === 'ok';
    this.isComplete = missing.length === 0 && isAtWork;
    if (this.isComplete) return STARTED;
    return { status: 'starting', waiting_for: [...missing, ...(isAtWork ? [] : (['jobs'] as const))] };
  }
}
