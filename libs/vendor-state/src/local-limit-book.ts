import {
  type BookAnswer,
  catchUpMs,
  type EntryAnswer,
  FULL_ASK_MS,
  type LimitBook,
  LONGEST_ASK_MS,
  paceMs,
  type Ticket,
} from './limit-book.js';
import type { AccountLimit } from './shared-limits.js';

/** A process has one, as long as it lives. */
export const LOCAL_EDITION = 'local';

interface Waiting extends Ticket {
  readonly round: number;
  readonly arrival: number;
}

interface Account {
  waiting: Waiting[];
  readonly held: Set<string>;
  readonly lastRound: Map<string, number>;
  round: number;
  arrivals: number;
  nextAtMs: number;
  pausedUntilMs: number;
  /** Processes that each keep to an equal part of the limit. */
  processes: number;
}

/** The book of one process, kept while Redis is away. It knows what was granted elsewhere to this process too, and how many
 *  processes there were when Redis was last asked: together they keep to the limit. */
export class LocalLimitBook implements LimitBook {
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** So many processes asked for the account when it was last known. */
  shareAmong(name: string, processes: number): void {
    this.accountOf(name).processes = Math.max(1, processes);
  }

  /** A place that the shared book gave. */
  note(name: string, limit: AccountLimit, id: string): void {
    const account = this.accountOf(name);
    account.held.add(id);
    account.nextAtMs = this.nowMs() + pace(account, limit);
  }

  enter(name: string, limit: AccountLimit, ticket: Ticket, maxWaitMs: number): Promise<EntryAnswer> {
    const account = this.accountOf(name);
    if (account.waiting.length === 0) account.lastRound.clear();
    if (!account.waiting.some(({ id }) => id === ticket.id)) {
      const round = Math.max(account.round, account.lastRound.get(ticket.tenant) ?? 0) + 1;
      const ahead = account.waiting.filter((other) => other.round <= round).length;
      const waitMs = this.untilFree(account, limit) + ahead * pace(account, limit);
      if (waitMs > maxWaitMs) {
        return Promise.resolve({
          granted: [],
          askAgainMs: LONGEST_ASK_MS,
          edition: LOCAL_EDITION,
          processes: account.processes,
          refusedForMs: waitMs,
        });
      }
      account.lastRound.set(ticket.tenant, round);
      account.waiting.push({ ...ticket, round, arrival: (account.arrivals += 1) });
      account.waiting.sort((one, other) => one.round - other.round || one.arrival - other.arrival);
    }
    return Promise.resolve({ ...this.grant(account, limit), refusedForMs: null });
  }

  take(name: string, limit: AccountLimit): Promise<BookAnswer> {
    return Promise.resolve(this.grant(this.accountOf(name), limit));
  }

  drop(name: string, ids: readonly string[]): Promise<void> {
    const account = this.accountOf(name);
    account.waiting = account.waiting.filter(({ id }) => !ids.includes(id));
    for (const id of ids) account.held.delete(id);
    return Promise.resolve();
  }

  renew(): Promise<void> {
    return Promise.resolve();
  }

  pause(name: string, forMs: number): Promise<void> {
    const account = this.accountOf(name);
    account.pausedUntilMs = Math.max(account.pausedUntilMs, this.nowMs() + forMs);
    return Promise.resolve();
  }

  private grant(account: Account, limit: AccountLimit): BookAnswer {
    const granted: string[] = [];
    const { processes } = account;
    const told = { edition: LOCAL_EDITION, processes };
    const most = Math.max(1, Math.floor((limit.concurrency ?? Infinity) / processes));
    for (;;) {
      if (account.held.size >= most) {
        return { ...told, granted, askAgainMs: FULL_ASK_MS };
      }
      const untilFreeMs = this.untilFree(account, limit);
      if (untilFreeMs > 0) return { ...told, granted, askAgainMs: untilFreeMs };
      const next = account.waiting.shift();
      if (next === undefined) return { ...told, granted, askAgainMs: LONGEST_ASK_MS };
      account.held.add(next.id);
      account.round = Math.max(account.round, next.round);
      account.nextAtMs = Math.max(account.nextAtMs, this.nowMs() - catchUpMs(limit)) + pace(account, limit);
      granted.push(next.id);
    }
  }

  private untilFree({ pausedUntilMs, nextAtMs }: Account, limit: AccountLimit): number {
    const freeAtMs = paceMs(limit) === 0 ? pausedUntilMs : Math.max(pausedUntilMs, nextAtMs);
    return Math.max(0, freeAtMs - this.nowMs());
  }

  private accountOf(name: string): Account {
    const known = this.accounts.get(name);
    if (known) return known;
    const account: Account = {
      waiting: [],
      held: new Set(),
      lastRound: new Map(),
      round: 0,
      arrivals: 0,
      nextAtMs: 0,
      pausedUntilMs: 0,
      processes: 1,
    };
    this.accounts.set(name, account);
    return account;
  }
}

/** Milliseconds between two places of this process. */
function pace({ processes }: Account, limit: AccountLimit): number {
  return paceMs(limit) * processes;
}
