import type { AccountLimits } from './event-loop.js';
import type { VendorPlan } from './service-times.js';

/** Half of all answers are faster than `medianS`, one in twenty slower than `p95S`: log-normal. */
export interface Latency {
  readonly medianS: number;
  readonly p95S: number;
}

/** What people do on a day, and how fast and how willing vendors are. Every figure here is an assumption to be replaced by
 *  one's own; none of them is measured. */
export interface Demand {
  readonly briefsPerDay: number;
  /** How much more than on average comes in the busiest hour. */
  readonly peakFactor: number;
  /** Shares of the briefs; together 1. `knowledge` are those that no vendor is asked for. */
  readonly plans: Readonly<Record<VendorPlan | 'knowledge', number>>;
  /** For each brief. */
  readonly signIns: number;
  readonly statusReads: number;
  readonly briefReads: number;
  readonly coachingTurns: number;
  /** Share of the briefs whose events somebody follows until the end. */
  readonly followed: number;
  readonly latency: Readonly<Record<'llm' | 'search' | 'image', Latency>>;
  readonly accounts: Readonly<Record<string, AccountLimits>>;
  /** Who is asked after whom, for each plan and capability. */
  readonly chains: Readonly<Record<string, readonly string[]>>;
}

/** As the service is shipped: VENDOR_REQUESTS_PER_SECOND, VENDOR_CONCURRENCY and what the adapters know. */
export const SHIPPED_ACCOUNTS: Demand['accounts'] = {
  openai: { requestsPerSecond: 8, concurrency: 64 },
  anthropic: { requestsPerSecond: 8, concurrency: 64 },
  deepseek: { requestsPerSecond: 8, concurrency: 64 },
  kimi: { requestsPerSecond: 3, concurrency: 16 },
  tavily: { requestsPerSecond: 10 },
  'kimi-search': { concurrency: 10 },
  'openai-images': { concurrency: 5 },
};

export const SCALES = [1_000, 10_000, 100_000, 1_000_000] as const;

export const DEMAND: Omit<Demand, 'briefsPerDay'> = {
  peakFactor: 3,
  plans: { knowledge: 0.5, basic: 0.3, pro: 0.15, enterprise: 0.05 },
  signIns: 0.5,
  statusReads: 5,
  briefReads: 2,
  coachingTurns: 4,
  followed: 0.8,
  latency: {
    llm: { medianS: 4, p95S: 12 },
    search: { medianS: 1.5, p95S: 4 },
    image: { medianS: 25, p95S: 50 },
  },
  accounts: SHIPPED_ACCOUNTS,
  // The defaults of PLAN_<PLAN>_LLM and _SEARCH, where every vendor is configured.
  chains: {
    deepseek: ['deepseek', 'kimi'],
    openai: ['openai', 'deepseek', 'kimi', 'anthropic'],
    anthropic: ['anthropic', 'openai', 'deepseek', 'kimi'],
    tavily: ['tavily', 'kimi-search'],
    'kimi-search': ['kimi-search', 'tavily'],
    'openai-images': ['openai-images'],
  },
};

/** Mean of a log-normal distribution. */
export function meanS(latency: Latency): number {
  const { mu, sigma } = logNormal(latency);
  return Math.exp(mu + sigma ** 2 / 2);
}

/** Of the normal distribution: 95 % lie below so many standard deviations over the mean. */
const Z95 = 1.6449;

export function logNormal({ medianS, p95S }: Latency): { readonly mu: number; readonly sigma: number } {
  return { mu: Math.log(medianS), sigma: Math.log(p95S / medianS) / Z95 };
}
