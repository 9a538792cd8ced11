import type { ChatBehaviour } from './chat-script.js';

/** One request as the vendor saw it. Times are milliseconds of the Unix epoch. */
export interface ChatLedgerEntry {
  readonly sequence: number;
  /** The `Idempotency-Key` header. */
  readonly callKey: string | null;
  /** The `X-Request-Id` header. */
  readonly requestId: string | null;
  readonly model: string;
  readonly responseFormat: 'json_schema' | 'json_object' | 'text';
  readonly behaviour: ChatBehaviour['kind'] | 'answer';
  readonly receivedAt: number;
  /** Status of the answer; null until its head was sent. */
  readonly status: number | null;
  /** When the last byte was handed over; null when it never was. */
  readonly finishedAt: number | null;
  /** When the connection ended before the answer was complete: the client left, or the script cut it. */
  readonly abortedAt: number | null;
  /** What the answer says that it cost; null where it says nothing, and until there is one. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
  /** What was said; kept only when the simulator was started with `keepMessages`. */
  readonly messages: readonly ChatMessage[] | null;
}

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenLedgerEntry = Mutable<ChatLedgerEntry>;

/** Every request that a simulated vendor received: the witness in tests of what was paid for, and how often. */
export class ChatLedger {
  #entries: OpenLedgerEntry[] = [];
  #sequence = 0;

  get entries(): readonly ChatLedgerEntry[] {
    return this.#entries;
  }

  open(
    seen: Pick<
      ChatLedgerEntry,
      'callKey' | 'requestId' | 'model' | 'responseFormat' | 'behaviour' | 'messages'
    >,
  ): OpenLedgerEntry {
    this.#sequence += 1;
    const entry = {
      ...seen,
      sequence: this.#sequence,
      receivedAt: Date.now(),
      status: null,
      finishedAt: null,
      abortedAt: null,
      usage: null,
    };
    this.#entries.push(entry);
    return entry;
  }

  /** Requests that were received and neither answered nor given up. */
  get inFlight(): number {
    return this.#entries.filter(({ finishedAt, abortedAt }) => finishedAt === null && abortedAt === null)
      .length;
  }

  /** How many answers with status 200 each call key got in full; more than 1 means that a call was paid for twice. */
  finishedByKey(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { callKey, status, finishedAt } of this.#entries) {
      if (callKey === null || status !== 200 || finishedAt === null) continue;
      counts[callKey] = (counts[callKey] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.#entries = [];
  }
}
