import { Injectable } from '@nestjs/common';

/** Whether this process is on its way out: readiness says so first, long answers end. */
@Injectable()
export class Draining {
  private readonly controller = new AbortController();

  get isDraining(): boolean {
    return this.controller.signal.aborted;
  }

  /** Aborts when draining begins; an open event stream ends then, and its client goes on elsewhere. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
