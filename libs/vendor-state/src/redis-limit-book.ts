import type { RedisClient } from '@genesis/redis';
import {
  type BookAnswer,
  catchUpMs,
  type EntryAnswer,
  FULL_ASK_MS,
  LEASE_MS,
  type LimitBook,
  LONGEST_ASK_MS,
  paceMs,
  type Ticket,
} from './limit-book.js';
import { DROP_SCRIPT, PAUSE_SCRIPT, PLACE_SCRIPT, RENEW_SCRIPT } from './limit-scripts.js';
import type { AccountLimit } from './shared-limits.js';

/** A process that has not asked for so long is passed over: its event loop stands still, or it is dead. */
const PASSED_OVER_AFTER_MS = 1_500;
const FORGOTTEN_AFTER_MS = 60_000;

type Script = (keyCount: number, ...keysAndArguments: readonly (string | number)[]) => Promise<unknown>;

/** Methods that `defineCommand` adds at run time. */
interface LimitCommands {
  readonly vendorPlace: Script;
  readonly vendorDrop: Script;
  readonly vendorRenew: Script;
  readonly vendorPause: Script;
}

/** The book of all processes. Every method throws when Redis does not answer. */
export class RedisLimitBook implements LimitBook {
  private readonly commands: LimitCommands;

  constructor(
    client: RedisClient,
    private readonly options: { readonly keyPrefix: string; readonly process: string },
  ) {
    client.defineCommand('vendorPlace', { lua: PLACE_SCRIPT });
    client.defineCommand('vendorDrop', { lua: DROP_SCRIPT });
    client.defineCommand('vendorRenew', { lua: RENEW_SCRIPT });
    client.defineCommand('vendorPause', { lua: PAUSE_SCRIPT });
    this.commands = client as unknown as LimitCommands;
  }

  async enter(
    account: string,
    limit: AccountLimit,
    { id, tenant }: Ticket,
    maxWaitMs: number,
  ): Promise<EntryAnswer> {
    const { refusedMs, ...answer } = await this.place('enter', account, limit, [
      id,
      tenant,
      Math.min(maxWaitMs, Number.MAX_SAFE_INTEGER),
    ]);
    return { ...answer, refusedForMs: refusedMs < 0 ? null : refusedMs };
  }

  async take(account: string, limit: AccountLimit): Promise<BookAnswer> {
    return this.place('take', account, limit, []);
  }

  async drop(account: string, ids: readonly string[]): Promise<void> {
    const keys = [this.key(account, 'waiting'), this.key(account, 'places')];
    await this.commands.vendorDrop(keys.length, ...keys, ...ids);
  }

  async renew(account: string, ids: readonly string[]): Promise<void> {
    await this.commands.vendorRenew(1, this.key(account, 'places'), LEASE_MS, ...ids);
  }

  async pause(account: string, forMs: number): Promise<void> {
    await this.commands.vendorPause(1, this.key(account, 'pause'), Math.ceil(forMs));
  }

  private async place(
    move: 'enter' | 'take',
    account: string,
    limit: AccountLimit,
    more: readonly (string | number)[],
  ): Promise<BookAnswer & { readonly refusedMs: number }> {
    const keys = ['state', 'waiting', 'rounds', 'processes', 'places', 'pause'].map((part) =>
      this.key(account, part),
    );
    const reply = (await this.commands.vendorPlace(
      keys.length,
      ...keys,
      move,
      this.options.process,
      paceMs(limit),
      catchUpMs(limit),
      limit.concurrency ?? 0,
      LEASE_MS,
      FULL_ASK_MS,
      LONGEST_ASK_MS,
      PASSED_OVER_AFTER_MS,
      FORGOTTEN_AFTER_MS,
      ...more,
    )) as readonly [refused: string, again: string, edition: string, processes: number, ...granted: string[]];
    const [refused, again, edition, processes, ...granted] = reply;
    return { refusedMs: Number(refused), askAgainMs: Number(again), edition, processes, granted };
  }

  private key(account: string, part: string): string {
    return `${this.options.keyPrefix}:vendor:{${account}}:${part}`;
  }
}
