import { CircuitState, type IBreaker } from 'cockatiel';

export interface MostlyFailingRules {
  /** At least so many failures… */
  readonly failures: number;
  /** …within so many milliseconds, and more failures than successes. */
  readonly windowMs: number;
}

/** When to open. The library's own breaker with a window keeps what happened hours ago while few calls are made. */
export class MostlyFailing implements IBreaker {
  private failedAtMs: number[] = [];
  private succeededAtMs: number[] = [];

  constructor(
    private readonly rules: MostlyFailingRules,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Not kept over a restart: a process that starts finds out again. */
  get state(): null {
    return null;
  }

  set state(_kept: unknown) {
    // Nothing is kept.
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) {
      this.failedAtMs = [];
      this.succeededAtMs = [];
    }
    this.forget();
    this.succeededAtMs.push(this.nowMs());
  }

  failure(): boolean {
    this.forget();
    this.failedAtMs.push(this.nowMs());
    return (
      this.failedAtMs.length >= this.rules.failures && this.failedAtMs.length > this.succeededAtMs.length
    );
  }

  private forget(): void {
    const from = this.nowMs() - this.rules.windowMs;
    this.failedAtMs = this.failedAtMs.filter((atMs) => atMs >= from);
    this.succeededAtMs = this.succeededAtMs.filter((atMs) => atMs >= from);
  }
}
