import { queryPrepared } from '@genesis/database';
import { Dc360Platform, type Dc360Subscription, VendorError } from '@genesis/integrations';
import { AppError, Clock } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** What the platform said. */
export interface Subscription extends Pick<
  Dc360Subscription,
  'plan' | 'status' | 'quotaLimit' | 'quotaUsed'
> {
  readonly quotaResetAt: Date | null;
  /** When the question was sent, by the database's clock. */
  readonly askedAt: Date;
}

export type SubscriptionAnswer =
  | { readonly kind: 'said'; readonly subscription: Subscription }
  /** `lastKnown` is at most a day old. */
  | { readonly kind: 'silent'; readonly lastKnown: Subscription | null; readonly error: AppError };

/** How long an answer is not asked for again. */
const FRESH_MS = 60_000;
const KNOWN_FOR_MS = 24 * 3_600_000;
/** Somebody waits for a generation to begin. */
const ASK_DEADLINE_MS = 5_000;
const MOST_REMEMBERED = 10_000;

/** Subscriptions as DigitalCloud360 holds them: fresh for a minute in this process and in the table, which keeps the last
 *  one of each user for when the platform is away. */
@Injectable()
export class Subscriptions {
  private readonly remembered = new Map<string, { said: Subscription; untilMs: number }>();
  private readonly asking = new Map<string, Promise<SubscriptionAnswer>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly platform: Dc360Platform,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError NO_SUBSCRIPTION (forbidden) when the platform says so */
  async of(userId: string, dc360UserId: string): Promise<SubscriptionAnswer> {
    const known = this.remembered.get(userId);
    if (known && known.untilMs > this.clock.monotonicMs()) return { kind: 'said', subscription: known.said };
    const underWay = this.asking.get(userId);
    if (underWay) return underWay;
    const asked = this.look(userId, dc360UserId).finally(() => this.asking.delete(userId));
    this.asking.set(userId, asked);
    return asked;
  }

  /** What the platform has last said, at any time, without asking it; null when it never was asked. */
  async atHand(userId: string): Promise<Subscription | null> {
    return this.remembered.get(userId)?.said ?? (await this.read(userId)).known;
  }

  private async look(userId: string, dc360UserId: string): Promise<SubscriptionAnswer> {
    const { now, known } = await this.read(userId);
    const ageMs = known === null ? Infinity : now.getTime() - known.askedAt.getTime();
    if (known !== null && ageMs < FRESH_MS) {
      return { kind: 'said', subscription: this.remember(userId, known, FRESH_MS - ageMs) };
    }
    try {
      const said = await this.platform.subscription(dc360UserId, {
        signal: new AbortController().signal,
        callKey: `subscription/${userId}`,
        deadlineMs: ASK_DEADLINE_MS,
        tenant: userId,
      });
      const subscription = { ...said, quotaResetAt: dateOf(said.quotaResetAt), askedAt: now };
      await this.store(userId, subscription);
      return { kind: 'said', subscription: this.remember(userId, subscription, FRESH_MS) };
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      return { kind: 'silent', lastKnown: ageMs < KNOWN_FOR_MS ? known : null, error };
    }
  }

  private remember(userId: string, said: Subscription, forMs: number): Subscription {
    // Maps keep the order of insertion: the first is the oldest.
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(oldest);
    this.remembered.delete(userId);
    this.remembered.set(userId, { said, untilMs: this.clock.monotonicMs() + forMs });
    return said;
  }

  private async read(userId: string): Promise<{ now: Date; known: Subscription | null }> {
    const [row] = await queryPrepared<KnownRow>(
      this.dataSource.manager,
      `SELECT clock_timestamp() AS now, k.plan, k.status, k.quota_limit AS "quotaLimit", k.quota_used AS "quotaUsed",
              k.quota_reset_at AS "quotaResetAt", k.asked_at AS "askedAt"
         FROM (SELECT $1::uuid AS user_id) one LEFT JOIN known_subscription k USING (user_id)`,
      [userId],
    );
    const { now, ...known } = row ?? { now: this.clock.now(), plan: null };
    return { now, known: known.plan === null ? null : known };
  }

  /** An answer that was asked for later stays. */
  private async store(userId: string, said: Subscription): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `INSERT INTO known_subscription AS k (user_id, plan, status, quota_limit, quota_used, quota_reset_at, asked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (user_id) DO UPDATE
          SET plan = excluded.plan, status = excluded.status, quota_limit = excluded.quota_limit,
              quota_used = excluded.quota_used, quota_reset_at = excluded.quota_reset_at, asked_at = excluded.asked_at
        WHERE k.asked_at < excluded.asked_at`,
      [userId, said.plan, said.status, said.quotaLimit, said.quotaUsed, said.quotaResetAt, said.askedAt],
    );
  }
}

type KnownRow = { readonly now: Date } & (Subscription | { readonly plan: null });

/** True when the platform does not accept our secret: no user can help that. */
export function isOurFault(error: AppError): boolean {
  return error instanceof VendorError && error.failure === 'unauthorized';
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
