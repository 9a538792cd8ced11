/** One request as the vendor saw it. Times are milliseconds of the Unix epoch. */
export interface ReceivedRequest {
  readonly sequence: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** Names in lower case. Empty when the simulator keeps no bodies. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text; null when there was none or the simulator keeps no bodies. */
  readonly body: unknown;
  /** The `Idempotency-Key` header. */
  readonly callKey: string | null;
  /** The `X-Request-Id` header. */
  readonly requestId: string | null;
  /** Kind of the scripted behaviour, `answer` without one. */
  readonly behaviour: string;
  readonly receivedAt: number;
  /** Status of the answer; null until its head was sent. */
  readonly status: number | null;
  /** When the last byte was handed over; null when it never was. */
  readonly finishedAt: number | null;
  /** When the connection ended before the answer was complete: the client left, or the script cut it. */
  readonly abortedAt: number | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenReceivedRequest = Mutable<ReceivedRequest>;

/** Every request that a simulated vendor received: the witness in tests of what was paid for, and how often.
 *  `Seen` is what a vendor's own simulator notes besides. */
export class VendorLedger<Seen extends object = object> {
  #entries: (OpenReceivedRequest & Seen)[] = [];
  #sequence = 0;

  get entries(): readonly (ReceivedRequest & Readonly<Seen>)[] {
    return this.#entries;
  }

  open(
    request: Omit<ReceivedRequest, 'sequence' | 'receivedAt' | 'status' | 'finishedAt' | 'abortedAt'>,
    seen: Seen,
  ): OpenReceivedRequest & Seen {
    this.#sequence += 1;
    const entry = {
      ...request,
      ...seen,
      sequence: this.#sequence,
      receivedAt: Date.now(),
      status: null,
      finishedAt: null,
      abortedAt: null,
    };
    this.#entries.push(entry);
    return entry;
  }

  /** Requests that were received and neither answered nor given up. */
  get inFlight(): number {
    return this.#entries.filter(({ finishedAt, abortedAt }) => finishedAt === null && abortedAt === null)
      .length;
  }

  /** How many successful answers each call key got in full; more than 1 means that a call was paid for twice. */
  finishedByKey(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { callKey, status, finishedAt } of this.#entries) {
      if (callKey === null || status === null || status >= 300 || finishedAt === null) continue;
      counts[callKey] = (counts[callKey] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#entries = [];
  }
}
