/** Why a call has to end before it is done. */
export type CallEnd = 'cancelled' | 'timed_out';

/** A signal that aborts with the caller's own or when the time is over, and knows which of the two came first.
 *  Dispose of it when the call is done: the caller's signal may outlive thousands of calls. */
export class CallDeadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #onOuterAbort = (): void => this.#end('cancelled');
  #silence: NodeJS.Timeout | undefined;
  #endedBy: CallEnd | null = null;

  constructor(outer: AbortSignal, deadlineMs: number) {
    this.#outer = outer;
    this.#timer = setTimeout(() => this.#end('timed_out'), Math.max(0, deadlineMs));
    if (outer.aborted) this.#end('cancelled');
    else outer.addEventListener('abort', this.#onOuterAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Null while the call may go on. */
  get endedBy(): CallEnd | null {
    return this.#endedBy;
  }

  /** Something has to be heard within this time, or the call ends as timed out; each call of this begins the wait anew,
   *  null ends it. */
  expectWithin(silenceMs: number | null): void {
    clearTimeout(this.#silence);
    if (silenceMs === null || this.#endedBy !== null) return;
    this.#silence = setTimeout(() => this.#end('timed_out'), silenceMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#outer.removeEventListener('abort', this.#onOuterAbort);
  }

  #end(by: CallEnd): void {
    if (this.#endedBy !== null) return;
    this.#endedBy = by;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#controller.abort(this.#outer.reason);
  }
}
