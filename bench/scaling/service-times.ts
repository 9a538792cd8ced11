import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** CPU milliseconds for one unit of work, by who spends them. */
const cpu = z.strictObject({
  api: z.number(),
  worker: z.number(),
  postgres: z.number(),
  redisCache: z.number(),
  redisQueue: z.number(),
});
export type Cpu = z.infer<typeof cpu>;

const work = z.strictObject({
  cpuMs: cpu,
  walBytes: z.number(),
  /** Transactions that wrote: each waits for one flush of the WAL. */
  commits: z.number(),
  cacheCommands: z.number(),
  queueCommands: z.number(),
});
export type Work = z.infer<typeof work>;

/** What one account was asked for one brief, nothing of it answered from a cache. */
const accountUse = z.strictObject({
  capability: z.enum(['llm', 'search', 'image']),
  model: z.string().nullable(),
  calls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  microUsd: z.number(),
});

/** A task of a run. Its calls come in rounds: those of a round at once, a round after the one before. */
const taskShape = z.strictObject({
  task: z.string(),
  needs: z.array(z.string()),
  /** For each round how often which account is asked. */
  rounds: z.array(z.record(z.string(), z.number().int())),
});
export type TaskShape = z.infer<typeof taskShape>;

const planUse = z.strictObject({
  /** Of a brief while all answers take 0.04 to 0.16 s. */
  work,
  /** Vendor calls of these briefs; the next field has those of a brief whose searches nobody has made before. */
  callsDuring: z.number(),
  accounts: z.record(z.string(), accountUse),
  tasks: z.array(taskShape),
});
export type PlanUse = z.infer<typeof planUse>;

const tables = z.record(z.string(), z.strictObject({ rows: z.number(), bytes: z.number() }));

export const VENDOR_PLANS = ['basic', 'pro', 'enterprise'] as const;
export type VendorPlan = (typeof VENDOR_PLANS)[number];

/** What `bench scaling` has measured. Sizes are bytes, memory is resident. */
export const serviceTimesSchema = z.strictObject({
  measuredOn: z.string(),
  machine: z.string(),
  versions: z.strictObject({ node: z.string(), postgres: z.string(), redis: z.string() }),
  /** A brief that the knowledge engine writes. */
  knowledge: work,
  plans: z.strictObject({ basic: planUse, pro: planUse, enterprise: planUse }),
  requests: z.strictObject({
    signUpAndIn: work,
    status: work,
    brief: work,
    coachingTurn: work,
    coachingTurnWithModel: work,
  }),
  /** For each second that a run waits for a vendor. */
  openRunSecond: work,
  openRunBytes: z.number(),
  eventStreamMinute: work,
  eventStreamBytes: z.number(),
  /** For each minute that a process does nothing. */
  idleMinute: work,
  apiBytes: z.number(),
  workerBytes: z.number(),
  connections: z.strictObject({ api: z.number(), worker: z.number(), backendBytes: z.number() }),
  redisConnections: z.strictObject({ cache: z.number(), queue: z.number() }),
  /** Rows and bytes, indexes included, by table: of one brief of the plan pro, and of one of the knowledge engine. */
  rows: tables,
  knowledgeRows: tables,
  /** Of one coaching turn. */
  coachingBytes: z.number(),
  /** One call of the coach. */
  coachingModel: z.strictObject({
    model: z.string(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    microUsd: z.number(),
  }),
  redisBytes: z.strictObject({ workspace: z.number(), job: z.number() }),
  /** One simulated picture. */
  assetBytes: z.number(),
  /** How long one vendor call keeps the service's daily spending counter to itself, hold and settlement together. */
  spendingRowMs: z.number(),
  /** Seconds that the scenarios of `scenarios.ts` have taken. */
  validation: z.array(z.strictObject({ name: z.string(), measuredS: z.number() })),
});
export type ServiceTimes = z.infer<typeof serviceTimesSchema>;

/** @throws ZodError when the file is of another version of the bench */
export async function readServiceTimes(file: string): Promise<ServiceTimes> {
  return serviceTimesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
