import { DEMAND } from './demand.js';
import type { AccountLimits } from './event-loop.js';
import { ServiceModel } from './service-model.js';
import type { ServiceTimes } from './service-times.js';

/** A small real run that the simulation has to foretell: waits of vendors are most of it, so that it can be compared on
 *  a machine that does other things too. */
export interface Scenario {
  readonly name: string;
  readonly briefs: number;
  readonly workerConcurrency: number;
  /** Of every answer of every vendor. */
  readonly latencyMs: number;
  readonly limits: Readonly<Record<string, AccountLimits>>;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'few places in the worker', briefs: 12, workerConcurrency: 4, latencyMs: 1_000, limits: {} },
  {
    name: 'a slow pace of the account',
    briefs: 8,
    workerConcurrency: 100,
    latencyMs: 1_000,
    limits: { openai: { requestsPerSecond: 6 } },
  },
];

/** On how many cores the bench's PostgreSQL runs. */
const CORES = 2;

/** What the simulation says of a scenario. @returns seconds from the first claim to the last end */
export function foretell(times: ServiceTimes, scenario: Scenario): number {
  const { briefs, workerConcurrency, latencyMs, limits } = scenario;
  const model = new ServiceModel({
    times,
    demand: { ...DEMAND, briefsPerDay: 0, accounts: limits, chains: {} },
    fleet: {
      apis: 1,
      workers: 1,
      runsPerWorker: workerConcurrency,
      postgresCores: CORES,
      spendingRows: 1,
    },
    seed: 1,
    lengthS: 0,
  });
  return model.makespanS(briefs, times.plans.pro, latencyMs / 1_000);
}
