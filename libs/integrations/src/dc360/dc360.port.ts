import type { SubscriptionPlan } from '@genesis/config';
import type { VendorCallOptions } from '../vendor/vendor-call.js';

/** A user as the platform knows them. Its fields are not fixed: each is null where the platform does not say. */
export interface Dc360Profile {
  /** The platform's id of the user, as text. */
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly language: string | null;
  readonly sector: string | null;
}

export const DC360_SUBSCRIPTION_STATUSES = ['active', 'expired', 'cancelled', 'suspended'] as const;
export type Dc360SubscriptionStatus = (typeof DC360_SUBSCRIPTION_STATUSES)[number];

/** What a user may do this month, by the platform's word. */
export interface Dc360Subscription {
  readonly plan: SubscriptionPlan;
  readonly status: Dc360SubscriptionStatus;
  /** Generations a month; 0 is unlimited, null where the platform does not say: PLAN_LIMIT_* decides. */
  readonly quotaLimit: number | null;
  readonly quotaUsed: number;
  /** ISO 8601 with a zone, or null where the platform does not say. */
  readonly quotaResetAt: string | null;
}

/** One generation that counts against a user's quota. */
export interface Dc360UsageReport {
  /** The user's `dc360_user_id`. */
  readonly userId: string;
  /** What was used: a report with an id that was reported before counts nothing. */
  readonly sessionId: string;
  readonly sessionType: 'business_brief';
  readonly usedAt: Date;
}

/** The platform's count after a report; null where its answer does not say. */
export interface Dc360UsageCount {
  readonly quotaUsed: number | null;
  readonly quotaLimit: number | null;
}

/** Whom a token of the platform belongs to. */
export interface Dc360TokenUser {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly organizationId: string | null;
  readonly tenantSlug: string | null;
}

/** DigitalCloud360 as a service that we call. Each call is retried and limited by the gateway; `callKey` becomes its
 *  `Idempotency-Key`. Errors are VendorErrors of capability `platform`: `unauthorized` means that our own secret was
 *  refused, which a user sees as DEPENDENCY_UNAVAILABLE. */
export abstract class Dc360Platform {
  /** False while the secret is absent or a placeholder: then every call is refused as `not_configured`. */
  abstract readonly isConfigured: boolean;

  /** Null for a user whom the platform does not know. @throws VendorError */
  abstract profile(userId: string, options: VendorCallOptions): Promise<Dc360Profile | null>;

  /** A user whom the platform does not know has an active trial with nothing used.
   *  @throws AppError NO_SUBSCRIPTION (forbidden) when the platform says so. @throws VendorError */
  abstract subscription(userId: string, options: VendorCallOptions): Promise<Dc360Subscription>;

  /** Tells of one generation. Safe to repeat with the same `sessionId` and `callKey`. @throws VendorError */
  abstract reportUsage(report: Dc360UsageReport, options: VendorCallOptions): Promise<Dc360UsageCount>;

  /** Null for a token that the platform does not accept. The token is sent in the body, and appears in no error.
   *  @throws VendorError */
  abstract validateToken(token: string, options: VendorCallOptions): Promise<Dc360TokenUser | null>;
}
