import { Injectable } from '@nestjs/common';

/** Requests that have not been answered yet; a shutdown waits for them. */
@Injectable()
export class InFlightRequests {
  private open = 0;
  private readonly waiting = new Set<() => void>();

  get count(): number {
    return this.open;
  }

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open > 0) return;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Resolves when nothing is in flight, or after `limitMs`. */
  async settled(limitMs: number): Promise<void> {
    if (this.open === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
