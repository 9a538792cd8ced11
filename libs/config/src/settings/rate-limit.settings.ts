import { IsBoolean, IsInt, IsObject, Max, Min } from 'class-validator';
import { boolean, integer } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';
import type { SubscriptionPlan } from './plan.settings.js';

const MOST_PER_MINUTE = 1_000_000;

/** How many requests are answered, by who asks and what for (ADR 26). */
export class RateLimitSettings {
  @Setting({
    name: 'RATE_LIMIT_ENABLED',
    doc: 'Limits requests by address, person and service, and failed sign-ins by account; production says so in its log when it is off.',
    type: boolean,
    fallback: {
      doc: 'false in development and testing, else true',
      from: (_settings, { environment }) => environment === 'staging' || environment === 'production',
    },
    example: 'true',
  })
  @IsBoolean()
  readonly isEnabled: boolean;

  @Setting({
    name: 'RATE_LIMIT_AUTH',
    doc: 'Requests a minute and address to register, sign in, refresh, reset or prove a password.',
    type: integer,
    default: 10,
  })
  @IsInt()
  @Min(1)
  @Max(MOST_PER_MINUTE)
  readonly auth: number;

  @Setting({
    name: 'RATE_LIMIT_CALLS',
    doc: 'Other requests a minute and person; and a minute and address, of callers who have not shown who they are.',
    type: integer,
    default: 120,
  })
  @IsInt()
  @Min(1)
  @Max(MOST_PER_MINUTE)
  readonly calls: number;

  @Setting({
    name: 'RATE_LIMIT_SERVICE',
    doc: 'Requests a minute of a service that calls with its secret.',
    type: integer,
    default: 600,
  })
  @IsInt()
  @Min(1)
  @Max(MOST_PER_MINUTE)
  readonly service: number;

  @Setting({
    name: 'RATE_LIMIT_COSTLY_TRIAL',
    entry: 'trial',
    doc: 'Costly requests (generate, regenerate, coach, publish, web search, export) a minute and person on the trial plan.',
    type: integer,
    default: 5,
  })
  @Setting({
    name: 'RATE_LIMIT_COSTLY_BASIC',
    entry: 'basic',
    doc: 'Costly requests a minute and person on the basic plan.',
    type: integer,
    default: 10,
  })
  @Setting({
    name: 'RATE_LIMIT_COSTLY_PRO',
    entry: 'pro',
    doc: 'Costly requests a minute and person on the pro plan.',
    type: integer,
    default: 20,
  })
  @Setting({
    name: 'RATE_LIMIT_COSTLY_ENTERPRISE',
    entry: 'enterprise',
    doc: 'Costly requests a minute and person on the enterprise plan.',
    type: integer,
    default: 50,
  })
  @IsObject()
  readonly costly: Readonly<Record<SubscriptionPlan, number>>;

  static complete({ isEnabled, costly }: RateLimitSettings, context: SettingsContext): void {
    for (const [plan, limit] of Object.entries(costly)) {
      if (limit >= 1 && limit <= MOST_PER_MINUTE) continue;
      const name = `RATE_LIMIT_COSTLY_${plan.toUpperCase()}`;
      context.problem(name, `must be 1 to ${MOST_PER_MINUTE}`);
    }
    if (context.environment !== 'production') return;
    if (!isEnabled) {
      context.warn('RATE_LIMIT_ENABLED', 'is false: nothing here slows guessing of passwords, or floods');
    } else if (!context.isSet('TRUST_PROXY_HOPS')) {
      context.warn('TRUST_PROXY_HOPS', 'is not set: behind a proxy all callers would share its limits');
    }
  }
}
