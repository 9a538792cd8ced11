import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@genesis/kernel';
import type { RedisClient } from '@genesis/redis';
import { Logger } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';

/** So many of one thing, in a window that begins with the first of them. */
export interface RatePolicy {
  /** From a closed set, e.g. `auth`: part of keys, shown to callers. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What one more has made of a count. */
export interface RateState {
  readonly policy: RatePolicy;
  /** Counted in the window, this one included. */
  readonly used: number;
  /** What may be used: the policy's limit, or this process's share of it while Redis is away. */
  readonly limit: number;
  /** Until the window ends, in milliseconds. */
  readonly resetMs: number;
}

/** Refusals that are remembered; the oldest are forgotten first. */
const MAX_REFUSALS = 10_000;

/** Counts of one policy that a process keeps at most while it counts alone. Keys that fall together are counted together:
 *  somebody with very many addresses fills no memory. */
const MAX_LOCAL_COUNTS = 32_768;
/** Which keys fall together nobody can work out, to use up somebody else's count. */
const LOCAL_SALT = randomBytes(16);

/** How long an absent or silent Redis is left alone; then one request tries for all. */
const LEFT_ALONE_MS = 1_000;

interface Refusal {
  readonly state: RateState;
  readonly untilMs: number;
}

interface Counters {
  readonly shared: RateLimiterRedis;
  readonly local: RateLimiterMemory;
}

type Change = (counter: RateLimiterRedis | RateLimiterMemory, key: string) => Promise<RateLimiterRes>;

/** Counts of all processes together, on the cache's Redis. While that is away each process counts alone, up to its share
 *  of the limit: nobody waits for Redis, and nothing fails with it. */
export class RateLimits {
  private readonly logger = new Logger(RateLimits.name);
  private readonly counters = new Map<string, Counters>();
  private readonly refusals = new Map<string, Refusal>();
  private isAlone = false;
  private leftAloneUntilMs = 0;
  private processes = 1;

  constructor(
    private readonly client: RedisClient,
    private readonly options: { readonly keyPrefix: string; readonly clock: Clock },
  ) {}

  /** So many processes were counting when Redis was last asked. */
  shareAmong(processes: number): void {
    this.processes = Math.max(1, processes);
  }

  /** Counts one. What is over its limit costs Redis nothing until the window ends.
   *  @param key any text: it is hashed, so that neither its words nor its length reach Redis */
  async count(policy: RatePolicy, key: string): Promise<RateState> {
    const refused = this.refused(policy, key);
    if (refused) return refused;
    const state = await this.change(policy, key, (counter, hashed) => counter.penalty(hashed));
    if (state.used > state.limit) this.remember(refusalKey(policy, key), state);
    return state;
  }

  /** What this process knows to be over its limit, without counting; null where it knows nothing of the kind. */
  refused(policy: RatePolicy, key: string): RateState | null {
    const refusal = this.refusals.get(refusalKey(policy, key));
    const resetMs = (refusal?.untilMs ?? 0) - this.options.clock.monotonicMs();
    return refusal && resetMs > 0 ? { ...refusal.state, resetMs } : null;
  }

  /** Takes one back, which turned out not to count. */
  async uncount(policy: RatePolicy, key: string): Promise<void> {
    this.refusals.delete(refusalKey(policy, key));
    await this.change(policy, key, (counter, hashed) => counter.reward(hashed));
  }

  /** Begins anew. */
  async forget(policy: RatePolicy, key: string): Promise<void> {
    const { shared, local } = this.countersOf(policy);
    this.refusals.delete(refusalKey(policy, key));
    await local.delete(localKeyOf(hashOf(key)));
    await this.together(() => shared.delete(hashOf(key)));
  }

  private async change(policy: RatePolicy, key: string, change: Change): Promise<RateState> {
    const { shared, local } = this.countersOf(policy);
    const hashed = hashOf(key);
    const together = await this.together(() => change(shared, hashed));
    const { consumedPoints: used, msBeforeNext: resetMs } =
      together ?? (await change(local, localKeyOf(hashed)));
    const limit = together ? policy.limit : Math.ceil(policy.limit / this.processes);
    return { policy, used, limit, resetMs };
  }

  private remember(key: string, state: RateState): void {
    // Maps keep the order of insertion: the first is the oldest.
    const [oldest] = this.refusals.keys();
    if (oldest !== undefined && this.refusals.size >= MAX_REFUSALS) this.refusals.delete(oldest);
    this.refusals.delete(key);
    this.refusals.set(key, { state, untilMs: this.options.clock.monotonicMs() + state.resetMs });
  }

  /** Null while Redis does not answer. */
  private async together<T>(work: () => Promise<T>): Promise<T | null> {
    const { clock } = this.options;
    if (clock.monotonicMs() < this.leftAloneUntilMs) return null;
    if (this.isAlone) this.leaveAlone();
    try {
      const result = await work();
      if (this.isAlone) {
        this.logger.log('rate limits are counted together again');
        // They were this process's own.
        this.refusals.clear();
      }
      this.isAlone = false;
      this.leftAloneUntilMs = 0;
      return result;
    } catch (error) {
      if (!this.isAlone) this.logger.warn({ err: error }, 'rate limits are counted by this process alone');
      this.isAlone = true;
      this.leaveAlone();
      return null;
    }
  }

  private leaveAlone(): void {
    this.leftAloneUntilMs = this.options.clock.monotonicMs() + LEFT_ALONE_MS;
  }

  private countersOf({ name, windowSeconds }: RatePolicy): Counters {
    const known = this.counters.get(name);
    if (known) return known;
    // Limits are compared here: one count serves people of every plan.
    const options = {
      keyPrefix: `${this.options.keyPrefix}:rl:${name}`,
      points: Number.MAX_SAFE_INTEGER,
      duration: windowSeconds,
    };
    const counters = {
      shared: new RateLimiterRedis({ ...options, storeClient: this.client, rejectIfRedisNotReady: true }),
      local: new RateLimiterMemory(options),
    };
    this.counters.set(name, counters);
    return counters;
  }
}

/** Limits differ by plan. */
function refusalKey({ name, limit }: RatePolicy, key: string): string {
  return `${name}/${limit}/${hashOf(key)}`;
}

/** In braces: the part of a key that a cluster goes by. */
function hashOf(key: string): string {
  return `{${createHash('sha256').update(key).digest('base64url').slice(0, 22)}}`;
}

function localKeyOf(hashed: string): string {
  return String(
    createHash('sha256').update(LOCAL_SALT).update(hashed).digest().readUInt32BE() % MAX_LOCAL_COUNTS,
  );
}
