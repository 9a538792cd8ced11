/** Waits for a call or for time to pass. A call that comes while nobody waits is not lost. */
export class Wakeup {
  private readonly signals: readonly AbortSignal[];
  private isCalled = false;
  private wake: (() => void) | null = null;

  /** @param signals each of them ends every wait, at once. They may outlive this object: see `close`. */
  constructor(...signals: readonly AbortSignal[]) {
    this.signals = signals;
    for (const signal of signals) signal.addEventListener('abort', this.call, { once: true });
  }

  get isAborted(): boolean {
    return this.signals.some((signal) => signal.aborted);
  }

  readonly call = (): void => {
    this.isCalled = true;
    this.wake?.();
  };

  /** Returns after a call, or after `timeoutMs`. */
  async within(timeoutMs: number): Promise<void> {
    if (!this.isCalled && !this.isAborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = null;
    this.isCalled = false;
  }

  /** Lets go of the signals. */
  close(): void {
    for (const signal of this.signals) signal.removeEventListener('abort', this.call);
  }
}
