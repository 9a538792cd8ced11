import { IsIn, IsInt, IsObject, IsString, Min } from 'class-validator';
import { httpUrl, integer, list, microUsd, oneOf } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** Subscription plans of DigitalCloud360, smallest first. */
export const SUBSCRIPTION_PLANS = ['trial', 'basic', 'pro', 'enterprise'] as const;
export type SubscriptionPlan = (typeof SUBSCRIPTION_PLANS)[number];

const QUOTA_FAIL_MODES = ['open', 'cached', 'closed'] as const;
/** What happens when DigitalCloud360 cannot say what a user may: let in, go by the last known answer (without one, by the trial plan), or refuse. */
export type QuotaFailMode = (typeof QUOTA_FAIL_MODES)[number];

type ByPlan<T> = Readonly<Record<SubscriptionPlan, T>>;

/** What each subscription plan may use: providers in order, runs a month, money. */
export class PlanSettings {
  /** `provider` or `provider:model`, tried in this order; those that are not configured are left out, and with none
   *  left the knowledge engine is the provider. None at all is written `[]`: an empty value is the default. */
  @Setting({
    name: 'PLAN_TRIAL_LLM',
    entry: 'trial',
    doc: 'Language models of the trial plan, in order: `provider` or `provider:model`.',
    type: list,
    default: 'openai-compatible,local',
  })
  @Setting({
    name: 'PLAN_BASIC_LLM',
    entry: 'basic',
    doc: 'Language models of the basic plan, in order.',
    type: list,
    default: 'deepseek,kimi,openai-compatible,local',
  })
  @Setting({
    name: 'PLAN_PRO_LLM',
    entry: 'pro',
    doc: 'Language models of the pro plan, in order.',
    type: list,
    default: 'openai,deepseek,kimi,anthropic,openai-compatible,local',
  })
  @Setting({
    name: 'PLAN_ENTERPRISE_LLM',
    entry: 'enterprise',
    doc: 'Language models of the enterprise plan, in order.',
    type: list,
    default: 'anthropic,openai,deepseek,kimi,openai-compatible,local',
  })
  @IsObject()
  readonly llm: ByPlan<readonly string[]>;

  @Setting({
    name: 'PLAN_TRIAL_SEARCH',
    entry: 'trial',
    doc: 'Web search of the trial plan, in order; `[]` means none.',
    type: list,
    default: '',
  })
  @Setting({
    name: 'PLAN_BASIC_SEARCH',
    entry: 'basic',
    doc: 'Web search of the basic plan, in order.',
    type: list,
    default: 'kimi,tavily',
  })
  @Setting({
    name: 'PLAN_PRO_SEARCH',
    entry: 'pro',
    doc: 'Web search of the pro plan, in order.',
    type: list,
    default: 'tavily,kimi',
  })
  @Setting({
    name: 'PLAN_ENTERPRISE_SEARCH',
    entry: 'enterprise',
    doc: 'Web search of the enterprise plan, in order.',
    type: list,
    default: 'tavily,kimi',
  })
  @IsObject()
  readonly search: ByPlan<readonly string[]>;

  @Setting({
    name: 'PLAN_TRIAL_IMAGE',
    entry: 'trial',
    doc: 'Image models of the trial plan, in order; `[]` means none: the mark is drawn by rule.',
    type: list,
    default: '',
  })
  @Setting({
    name: 'PLAN_BASIC_IMAGE',
    entry: 'basic',
    doc: 'Image models of the basic plan, in order.',
    type: list,
    default: 'openai',
  })
  @Setting({
    name: 'PLAN_PRO_IMAGE',
    entry: 'pro',
    doc: 'Image models of the pro plan, in order.',
    type: list,
    default: 'openai',
  })
  @Setting({
    name: 'PLAN_ENTERPRISE_IMAGE',
    entry: 'enterprise',
    doc: 'Image models of the enterprise plan, in order.',
    type: list,
    default: 'openai',
  })
  @IsObject()
  readonly image: ByPlan<readonly string[]>;

  @Setting({
    name: 'PLAN_LIMIT_TRIAL',
    entry: 'trial',
    doc: 'Generations a month on the trial plan, where DigitalCloud360 does not say; 0 is unlimited.',
    type: integer,
    default: 3,
  })
  @Setting({
    name: 'PLAN_LIMIT_BASIC',
    entry: 'basic',
    doc: 'Generations a month on the basic plan, where DigitalCloud360 does not say; 0 is unlimited.',
    type: integer,
    default: 10,
  })
  @Setting({
    name: 'PLAN_LIMIT_PRO',
    entry: 'pro',
    doc: 'Generations a month on the pro plan, where DigitalCloud360 does not say; 0 is unlimited.',
    type: integer,
    default: 50,
  })
  @Setting({
    name: 'PLAN_LIMIT_ENTERPRISE',
    entry: 'enterprise',
    doc: 'Generations a month on the enterprise plan, where DigitalCloud360 does not say; 0 is unlimited.',
    type: integer,
    default: 0,
  })
  @IsObject()
  readonly monthlyLimit: ByPlan<number>;

  @Setting({
    name: 'LOCAL_PLAN',
    doc: 'Plan of users without a DigitalCloud360 id.',
    type: oneOf(SUBSCRIPTION_PLANS),
    fallback: {
      doc: 'enterprise in development and testing, else trial',
      from: (_settings, { environment }): SubscriptionPlan =>
        environment === 'development' || environment === 'testing' ? 'enterprise' : 'trial',
    },
    example: 'trial',
  })
  @IsIn(SUBSCRIPTION_PLANS)
  readonly localPlan: SubscriptionPlan;

  @Setting({
    name: 'QUOTA_FAIL_MODE',
    doc: 'When DigitalCloud360 cannot say what a user may: open (let in), cached (the last known answer, at most a day old, else the trial plan) or closed (refuse).',
    type: oneOf(QUOTA_FAIL_MODES),
    fallback: {
      doc: 'open in development and testing, else cached',
      from: (_settings, { environment }): QuotaFailMode =>
        environment === 'development' || environment === 'testing' ? 'open' : 'cached',
    },
    example: 'cached',
  })
  @IsIn(QUOTA_FAIL_MODES)
  readonly quotaFailMode: QuotaFailMode;

  @Setting({
    name: 'UPGRADE_URL',
    doc: 'Where a user without quota can get more.',
    type: httpUrl,
    default: 'https://digitalcloud360.ci/upgrade',
  })
  @IsString()
  readonly upgradeUrl: string;

  /** Millionths of a US dollar. */
  @Setting({
    name: 'SPENDING_CAP_RUN_USD',
    doc: 'Most that one run may spend on vendors, in US dollars; then the knowledge engine goes on. 0 spends nothing.',
    type: microUsd,
    default: '1',
  })
  @IsInt()
  @Min(0)
  readonly runCapMicroUsd: number;

  @Setting({
    name: 'SPENDING_CAP_USER_DAY_USD',
    doc: 'Most that one user may spend on vendors in a day (UTC), in US dollars.',
    type: microUsd,
    default: '5',
  })
  @IsInt()
  @Min(0)
  readonly userDayCapMicroUsd: number;

  @Setting({
    name: 'SPENDING_CAP_DAY_USD',
    doc: 'Most that the whole service may spend on vendors in a day (UTC), in US dollars.',
    type: microUsd,
    default: '200',
  })
  @IsInt()
  @Min(0)
  readonly dayCapMicroUsd: number;
}
