/** Waits for a call or for time to pass. A call that comes while nobody waits is not lost. */
export class Wakeup {
  private isCalled = false;
  private wake: (() => void) | null = null;

  /** @param signal also ends every wait, at once. */
  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener(
      'abort',
      () => {
        this.call();
      },
      { once: true },
    );
  }

  get isAborted(): boolean {
    return this.signal.aborted;
  }

  call(): void {
    this.isCalled = true;
    this.wake?.();
  }

  /** Returns after a call, or after `timeoutMs`. */
  async within(timeoutMs: number): Promise<void> {
    if (!this.isCalled) {
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
}
