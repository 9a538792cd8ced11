import { AppError } from '@genesis/kernel';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { VendorCallOptions } from '../vendor/vendor-call.js';
import { type Dc360Connection, dc360Failure, errorCodeOf, readBody } from './dc360-connection.js';
import { DC360_PATHS } from './dc360-paths.js';
import {
  Dc360Platform,
  type Dc360Profile,
  type Dc360Subscription,
  type Dc360TokenUser,
  type Dc360UsageCount,
  type Dc360UsageReport,
} from './dc360.port.js';
import {
  profileWire,
  readSubscription,
  readUsage,
  subscriptionWire,
  tokenUserWire,
  UNKNOWN_USER_SUBSCRIPTION,
  usageWire,
} from './dc360.wire.js';

const CAPABILITY = 'platform';

/** What a token check answers for a token that is not good. Our own secret, refused, is 403. */
const TOKEN_REFUSED: readonly number[] = [400, 401, 404, 422];

type SubscriptionAnswer =
  | { readonly kind: 'subscription'; readonly told: z.infer<typeof subscriptionWire> }
  | { readonly kind: 'unknown_user' }
  | { readonly kind: 'none' };

/** Expected answers are values, so that a user without a subscription is no failure of the platform. */
const subscriptionAnswer: z.ZodType<SubscriptionAnswer> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscription'), told: subscriptionWire }),
  z.object({ kind: z.literal('unknown_user') }),
  z.object({ kind: z.literal('none') }),
]);

const anything = <T>(): z.ZodType<T> => z.custom<T>(() => true);

/** The platform over HTTP. */
export class Dc360Client extends Dc360Platform {
  readonly isConfigured: boolean;
  private readonly logger = new Logger(Dc360Client.name);
  /** Remarks that were logged: once each, however often the platform gives reason. */
  private readonly remarked = new Set<string>();

  constructor(private readonly connection: Dc360Connection) {
    super();
    this.isConfigured = connection.isConfigured;
  }

  async profile(userId: string, options: VendorCallOptions): Promise<Dc360Profile | null> {
    return this.connection.call(
      {
        capability: CAPABILITY,
        method: 'GET',
        path: DC360_PATHS.profile(userId),
        value: anything<Dc360Profile | null>(),
        read: (answer) => {
          if (answer.status === 200) return readBody(CAPABILITY, profileWire, answer);
          if (answer.status === 404) return null;
          throw dc360Failure(CAPABILITY, answer);
        },
      },
      options,
    );
  }

  async subscription(userId: string, options: VendorCallOptions): Promise<Dc360Subscription> {
    const answer = await this.connection.call(
      {
        capability: CAPABILITY,
        method: 'GET',
        path: DC360_PATHS.subscription(userId),
        value: subscriptionAnswer,
        read: (http): SubscriptionAnswer => {
          if (http.status === 200) {
            return { kind: 'subscription', told: readBody(CAPABILITY, subscriptionWire, http) };
          }
          if (http.status === 404) return { kind: 'unknown_user' };
          if (http.status === 403 && errorCodeOf(http) === 'NO_SUBSCRIPTION') return { kind: 'none' };
          throw dc360Failure(CAPABILITY, http);
        },
      },
      options,
    );
    if (answer.kind === 'unknown_user') return UNKNOWN_USER_SUBSCRIPTION;
    if (answer.kind === 'none') throw new AppError({ code: 'NO_SUBSCRIPTION', kind: 'forbidden' });
    const { subscription, isQuotaAmbiguous, isPlanUnknown } = readSubscription(answer.told);
    if (isQuotaAmbiguous)
      this.remark('the two spellings of the quota differ, the one of the contract is used');
    if (isPlanUnknown) this.remark('a plan that is not known counts as trial');
    return subscription;
  }

  async reportUsage(report: Dc360UsageReport, options: VendorCallOptions): Promise<Dc360UsageCount> {
    return this.connection.call(
      {
        capability: CAPABILITY,
        method: 'POST',
        path: DC360_PATHS.usage(report.userId),
        body: {
          session_id: report.sessionId,
          session_type: report.sessionType,
          timestamp: report.usedAt.toISOString(),
        },
        value: anything<Dc360UsageCount>(),
        read: (answer) => {
          if (answer.status !== 200 && answer.status !== 201) throw dc360Failure(CAPABILITY, answer);
          return readUsage(readBody(CAPABILITY, usageWire, answer));
        },
      },
      options,
    );
  }

  async validateToken(token: string, options: VendorCallOptions): Promise<Dc360TokenUser | null> {
    return this.connection.call(
      {
        capability: CAPABILITY,
        method: 'POST',
        path: DC360_PATHS.validateToken,
        body: { token },
        value: anything<Dc360TokenUser | null>(),
        read: (answer) => {
          if (answer.status === 200) return readBody(CAPABILITY, tokenUserWire, answer).user;
          if (TOKEN_REFUSED.includes(answer.status)) return null;
          throw dc360Failure(CAPABILITY, answer);
        },
      },
      options,
    );
  }

  private remark(text: string): void {
    if (this.remarked.has(text)) return;
    this.remarked.add(text);
    this.logger.warn(text);
  }
}
