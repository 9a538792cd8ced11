import type { AccountLimit } from './shared-limits.js';

/** A request that waits for its place. */
export interface Ticket {
  /** Unique over all processes. */
  readonly id: string;
  readonly tenant: string;
}

export interface BookAnswer {
  /** Tickets of this process that have a place now, each until it is released or its lease ends. */
  readonly granted: readonly string[];
  /** When to ask again, in milliseconds. */
  readonly askAgainMs: number;
  /** Another one than before: the book has lost what it knew, and tickets have to be entered again. */
  readonly edition: string;
  /** How many processes have asked for this account in the last minute, with this one. */
  readonly processes: number;
}

export interface EntryAnswer extends BookAnswer {
  /** The ticket was not taken in: it would wait about so long. Null when it was. */
  readonly refusedForMs: number | null;
}

/**
 * Who waits for one account, and who is next. Places are a steady pace apart, so that no second of the vendor's, wherever
 * it counts from, has more requests than allowed. The next place goes to the oldest ticket of the earliest round; a
 * tenant has one ticket in a round, so that nobody waits behind all requests of somebody else.
 */
export interface LimitBook {
  /** Takes a ticket in, unless it would wait longer than `maxWaitMs`. Taking it in again changes nothing. */
  enter(account: string, limit: AccountLimit, ticket: Ticket, maxWaitMs: number): Promise<EntryAnswer>;

  /** Gives places to this process's tickets whose turn it is. */
  take(account: string, limit: AccountLimit): Promise<BookAnswer>;

  /** Tickets that wait no longer, and places that are free again. */
  drop(account: string, ids: readonly string[]): Promise<void>;

  /** These places are still used. */
  renew(account: string, ids: readonly string[]): Promise<void>;

  pause(account: string, forMs: number): Promise<void>;
}

/** A vendor's second, and how much shorter it may seem there, because requests do not travel equally fast. With 1,100 a
 *  vendor on a busy machine refused 37 of 450 requests of fifty runs. */
const WINDOW_MS = 1_200;
/** A place that came late may be made up for by so much. Together with `WINDOW_MS`: within any 1,000 ms at most
 *  (1,000 + 25) / pace + 1 places, which stays within the limit, and 175 ms are left for the way to the vendor. */
const MAX_CATCH_UP_MS = 25;

/** Milliseconds between two places; 0 without a rate. */
export function paceMs({ requestsPerSecond }: AccountLimit): number {
  return requestsPerSecond === undefined ? 0 : WINDOW_MS / requestsPerSecond;
}

export function catchUpMs(limit: AccountLimit): number {
  return Math.min(paceMs(limit) / 2, MAX_CATCH_UP_MS);
}

/** How often a place that another has to leave is looked for. */
export const FULL_ASK_MS = 50;
/** A place is another process's until its lease ends; its holder renews it. */
export const LEASE_MS = 15_000;
/** Whoever waits asks at least this often, or is passed over. */
export const LONGEST_ASK_MS = 250;
