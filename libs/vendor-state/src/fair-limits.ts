import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '@genesis/kernel';
import {
  type BookAnswer,
  type EntryAnswer,
  LEASE_MS,
  type LimitBook,
  LONGEST_ASK_MS,
  type Ticket,
} from './limit-book.js';
import { LOCAL_EDITION, LocalLimitBook } from './local-limit-book.js';
import { type AccountLimit, type AcquireOptions, type LimitPermit, SharedLimits } from './shared-limits.js';

/** While the shared book does not answer, it is asked again this often. */
const AWAY_MS = 1_000;
const RENEW_EVERY_MS = LEASE_MS / 3;
/** Whoever was refused comes back no sooner: until then the others have moved on. */
const LEAST_RETRY_AFTER_MS = 5_000;

/** Names a process in the shared book. */
export const newProcessName = (): string => randomUUID();

export interface FairLimitsOptions {
  /** Of all processes. */
  readonly shared: LimitBook;
  /** As in the shared book. */
  readonly process: string;
}

/** Limits kept in the shared book; in a book of this process alone while the shared one does not answer. */
export class FairLimits extends SharedLimits {
  private readonly queues = new Map<string, AccountQueue>();
  private readonly books: Books;
  private readonly renewing: NodeJS.Timeout;

  constructor({ shared, process }: FairLimitsOptions) {
    super();
    this.books = new Books(shared, process);
    this.renewing = setInterval(() => {
      for (const queue of this.queues.values()) queue.renew();
    }, RENEW_EVERY_MS).unref();
  }

  async acquire(account: string, limit: AccountLimit, options: AcquireOptions): Promise<LimitPermit> {
    options.signal.throwIfAborted();
    return this.queueOf(account).acquire(limit, options);
  }

  async pause(account: string, forMs: number): Promise<void> {
    if (forMs <= 0) return;
    await this.books.local.pause(account, forMs);
    await this.books.ifShared((book) => book.pause(account, forMs));
  }

  /** Places that are held go with their lease. */
  close(): void {
    clearInterval(this.renewing);
  }

  private queueOf(account: string): AccountQueue {
    const queue = this.queues.get(account) ?? new AccountQueue(account, this.books);
    this.queues.set(account, queue);
    return queue;
  }
}

/** The book that is valid now. */
class Books {
  readonly local = new LocalLimitBook();
  private awayUntilMs = 0;
  private tickets = 0;

  constructor(
    private readonly shared: LimitBook,
    private readonly process: string,
  ) {}

  get current(): LimitBook {
    return performance.now() < this.awayUntilMs ? this.local : this.shared;
  }

  newTicket(tenant: string): Ticket {
    this.tickets += 1;
    return {
      id: `${this.process}/${this.tickets}`,
      tenant: createHash('sha256').update(tenant).digest('base64url').slice(0, 22),
    };
  }

  /** Asks the shared book, or the local one when it does not answer. */
  async ask<R extends BookAnswer>(
    account: string,
    act: (book: LimitBook) => Promise<R>,
  ): Promise<{ readonly book: LimitBook; readonly answer: R }> {
    const book = this.current;
    try {
      const answer = await act(book);
      if (book !== this.local) this.local.shareAmong(account, answer.processes);
      return { book, answer };
    } catch (error) {
      if (book === this.local) throw error;
      this.awayUntilMs = performance.now() + AWAY_MS;
      return { book: this.local, answer: await act(this.local) };
    }
  }

  /** For what need not be known: nothing happens while the shared book is away. */
  async ifShared(act: (book: LimitBook) => Promise<void>): Promise<void> {
    if (this.current !== this.shared) return;
    try {
      await act(this.shared);
    } catch {
      this.awayUntilMs = performance.now() + AWAY_MS;
    }
  }
}

interface Waiter {
  readonly ticket: Ticket;
  /** Of the book that has its ticket; null until one has. */
  edition: string | null;
  readonly admit: (permit: LimitPermit) => void;
}

/** The longest wait, counted from when it is made; it does not end one before it has begun. */
class WaitLimit {
  private readonly endsAtMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    maxWaitMs: number,
    private readonly onEnd: () => void,
  ) {
    this.endsAtMs = performance.now() + maxWaitMs;
  }

  begin(): void {
    if (!this.isOver) this.timer = setTimeout(this.onEnd, Math.max(0, this.endsAtMs - performance.now()));
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }
}

/** Those of this process who wait for one account. */
class AccountQueue {
  private readonly waiters = new Map<string, Waiter>();
  private readonly held = new Set<string>();
  private limit: AccountLimit = {};
  private isAsking = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly account: string,
    private readonly books: Books,
  ) {}

  async acquire(limit: AccountLimit, { signal, maxWaitMs, tenant }: AcquireOptions): Promise<LimitPermit> {
    this.limit = limit;
    const ticket = this.books.newTicket(tenant);
    const { promise, resolve, reject } = Promise.withResolvers<LimitPermit>();
    const waiter: Waiter = { ticket, edition: null, admit: resolve };
    const giveUp = (reason: unknown): void => {
      if (!this.waiters.delete(ticket.id)) return;
      this.drop(ticket.id);
      reject(reason);
    };
    const onAbort = (): void => giveUp(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    this.waiters.set(ticket.id, waiter);
    const deadline = new WaitLimit(maxWaitMs, () => giveUp(waitTooLong()));
    // The caller may give up while the ticket is still on its way.
    this.enter(waiter, maxWaitMs).then(({ refusedForMs, askAgainMs }) => {
      if (refusedForMs !== null) {
        giveUp(waitTooLong(refusedForMs));
        return;
      }
      deadline.begin();
      void this.askUntilNobodyWaits(askAgainMs);
    }, giveUp);
    try {
      return await promise;
    } finally {
      deadline.end();
      signal.removeEventListener('abort', onAbort);
    }
  }

  renew(): void {
    if (this.held.size === 0 || this.limit.concurrency === undefined) return;
    void this.books.ifShared((book) => book.renew(this.account, [...this.held]));
  }

  private async enter(waiter: Waiter, maxWaitMs: number): Promise<EntryAnswer> {
    const { book, answer } = await this.books.ask(this.account, (asked) =>
      asked.enter(this.account, this.limit, waiter.ticket, maxWaitMs),
    );
    if (waiter.edition === LOCAL_EDITION && answer.edition !== LOCAL_EDITION) {
      await this.books.local.drop(this.account, [waiter.ticket.id]);
    }
    waiter.edition = answer.edition;
    this.handOut(answer.granted, book);
    return answer;
  }

  private async askUntilNobodyWaits(firstAskInMs: number): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      await this.sleep(firstAskInMs);
      while (this.waiters.size > 0) await this.sleep(await this.askOnce());
    } finally {
      this.isAsking = false;
    }
  }

  private async askOnce(): Promise<number> {
    const { book, answer } = await this.books.ask(this.account, (asked) =>
      asked.take(this.account, this.limit),
    );
    this.handOut(answer.granted, book);
    for (const waiter of this.waiters.values()) {
      // This book has never heard of the ticket: it is another one, or has lost what it knew.
      const isUnknown = waiter.edition !== null && waiter.edition !== answer.edition;
      if (isUnknown) await this.enter(waiter, Infinity);
    }
    return answer.askAgainMs;
  }

  private handOut(ids: readonly string[], book: LimitBook): void {
    for (const id of ids) {
      const waiter = this.waiters.get(id);
      if (waiter === undefined) {
        // Who asked for it has given up.
        this.drop(id);
        continue;
      }
      this.waiters.delete(id);
      this.held.add(id);
      if (book !== this.books.local) this.books.local.note(this.account, this.limit, id);
      waiter.admit({ release: () => this.release(id) });
    }
  }

  private release(id: string): void {
    if (!this.held.delete(id)) return;
    this.drop(id);
    if (this.limit.concurrency !== undefined) this.wake();
  }

  private drop(id: string): void {
    void this.books.local.drop(this.account, [id]);
    void this.books.ifShared((book) => book.drop(this.account, [id]));
  }

  private async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, LONGEST_ASK_MS));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Without a time where a place is another's to leave: nobody knows when. */
function waitTooLong(likelyInMs = 0): AppError {
  return new AppError({
    code: 'LIMIT_WAIT_TOO_LONG',
    kind: 'rate_limited',
    message: 'no place within the limits of the account in time',
    retryAfterMs: Math.max(LEAST_RETRY_AFTER_MS, Math.ceil(likelyInMs)),
  });
}
