import { SUBSCRIPTION_PLANS, type SubscriptionPlan } from '@genesis/config';
import { z } from 'zod';
import {
  DC360_SUBSCRIPTION_STATUSES,
  type Dc360Profile,
  type Dc360Subscription,
  type Dc360TokenUser,
  type Dc360UsageCount,
} from './dc360.port.js';

/** What the platform counts users and organisations by: a number in its papers, kept as text here. */
const platformId = z.union([z.string().min(1), z.int()]).transform(String);
const optionalText = z
  .unknown()
  .optional()
  .transform((told) => (typeof told === 'string' && told.trim() !== '' ? told.trim() : null));
const optionalId = z
  .unknown()
  .optional()
  .transform((told) => (platformId.safeParse(told).success ? String(told) : null));
const count = z.int().min(0);

export const profileWire = z
  .object({
    id: platformId,
    name: optionalText,
    email: optionalText,
    country: optionalText,
    city: optionalText,
    language: optionalText,
    sector: optionalText,
  })
  .transform((told): Dc360Profile => told);

/** Both spellings of the quota: `quota_*` stands in the contract, the other one in the platform's source. */
export const subscriptionWire = z.object({
  plan: z.string(),
  subscription_status: z.enum(DC360_SUBSCRIPTION_STATUSES),
  quota_limit: count.nullish(),
  quota_used: count.nullish(),
  max_monthly_sessions: count.nullish(),
  genesis_sessions_used: count.nullish(),
  quota_reset_date: z.string().nullish(),
});
export type SubscriptionWire = z.infer<typeof subscriptionWire>;

export const usageWire = z.object({
  quota_limit: count.nullish(),
  quota_used: count.nullish(),
  max_monthly_sessions: count.nullish(),
  genesis_sessions_used: count.nullish(),
});

export const tokenUserWire = z.object({
  user: z
    .object({
      id: optionalId,
      user_id: optionalId,
      name: optionalText,
      email: optionalText,
      organization_id: optionalId,
      tenant_slug: optionalText,
    })
    .transform((user, context): Dc360TokenUser => {
      const userId = user.user_id ?? user.id;
      if (userId === null) {
        context.addIssue({ code: 'custom', message: 'the user has no id' });
        return z.NEVER;
      }
      return {
        userId,
        name: user.name,
        email: user.email,
        organizationId: user.organization_id,
        tenantSlug: user.tenant_slug,
      };
    }),
});

/** The answer for a user whom the platform does not know. */
export const UNKNOWN_USER_SUBSCRIPTION: Dc360Subscription = {
  plan: 'trial',
  status: 'active',
  quotaLimit: null,
  quotaUsed: 0,
  quotaResetAt: null,
};

/** @returns what of an answer is worth a line in the log, besides the subscription. */
export function readSubscription(told: SubscriptionWire): {
  readonly subscription: Dc360Subscription;
  readonly isQuotaAmbiguous: boolean;
  readonly isPlanUnknown: boolean;
} {
  const plan = planOf(told.plan);
  return {
    subscription: {
      plan: plan ?? 'trial',
      status: told.subscription_status,
      quotaLimit: told.quota_limit ?? told.max_monthly_sessions ?? null,
      quotaUsed: told.quota_used ?? told.genesis_sessions_used ?? 0,
      quotaResetAt: instantOf(told.quota_reset_date ?? null),
    },
    isQuotaAmbiguous:
      differ(told.quota_limit, told.max_monthly_sessions) ||
      differ(told.quota_used, told.genesis_sessions_used),
    isPlanUnknown: plan === null,
  };
}

export function readUsage(told: z.infer<typeof usageWire>): Dc360UsageCount {
  return {
    quotaUsed: told.genesis_sessions_used ?? told.quota_used ?? null,
    quotaLimit: told.max_monthly_sessions ?? told.quota_limit ?? null,
  };
}

/** `genesis_pro` and `pro` are the same plan. */
function planOf(told: string): SubscriptionPlan | null {
  const name = told
    .trim()
    .toLowerCase()
    .replace(/^genesis_/, '');
  return SUBSCRIPTION_PLANS.find((plan) => plan === name) ?? null;
}

/** A date without a time, or without a zone, is UTC. */
function instantOf(told: string | null): string | null {
  if (told === null) return null;
  const hasZone = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(told) || !told.includes('T');
  const atMs = Date.parse(hasZone ? told : `${told}Z`);
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}

function differ(one: number | null | undefined, other: number | null | undefined): boolean {
  return typeof one === 'number' && typeof other === 'number' && one !== other;
}
