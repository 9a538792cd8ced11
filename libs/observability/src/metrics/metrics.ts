import { AppSettings } from '@genesis/config';
import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface RequestFinish {
  readonly method: string;
  /** Route pattern, never a path. */
  readonly endpoint: string;
  readonly status: number;
  readonly seconds: number;
}

export interface AgentFinish {
  readonly agent: string;
  readonly status: string;
  readonly provider: string;
  readonly seconds: number;
}

export interface CallFinish {
  readonly provider: string;
  readonly capability: string;
  readonly outcome: string;
  /** As it is configured. */
  readonly model: string | null;
  /** Null when the vendor did not say. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** With its retries and waits. */
  readonly seconds?: number;
  /** Millionths of a US dollar; null when the price is unknown. */
  readonly costMicroUsd?: number | null;
}

export interface CallRetry {
  readonly provider: string;
  readonly capability: string;
  /** Kind of failure. */
  readonly reason: string;
}

export interface BreakerChange {
  readonly account: string;
  readonly capability: string;
  readonly state: 'closed' | 'half_open' | 'open';
}

export interface RunFinish {
  readonly source: string;
  readonly status: string;
  readonly seconds: number;
}

/** Jobs of one queue by state. */
export type QueueSizes = Readonly<Record<string, number>>;

/** A scrape does not wait longer for a queue. */
const QUEUE_READ_LIMIT_MS = 1_000;

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 65];
const LIMIT_WAIT_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BREAKER_VALUES: Readonly<Record<BreakerChange['state'], number>> = { closed: 0, half_open: 1, open: 2 };
const WORK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 90, 120, 180];

/** The instruments of the service. Labels come from closed sets: no ids, no paths, no free text. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly logger = new Logger(Metrics.name);
  private readonly queues = new Map<string, () => Promise<QueueSizes>>();

  private readonly requests = new Counter({
    name: 'genesis_ai_requests_total',
    help: 'Answered requests.',
    labelNames: ['method', 'endpoint', 'status'] as const,
    registers: [this.registry],
  });
  private readonly requestSeconds = new Histogram({
    name: 'genesis_ai_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['method', 'endpoint'] as const,
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });
  private readonly agentRuns = new Counter({
    name: 'genesis_ai_agent_runs_total',
    help: 'Settled agent tasks.',
    labelNames: ['agent', 'status'] as const,
    registers: [this.registry],
  });
  private readonly agentSeconds = new Histogram({
    name: 'genesis_ai_agent_duration_seconds',
    help: 'Time from the start of an agent task to its end.',
    labelNames: ['agent', 'provider'] as const,
    buckets: WORK_SECONDS,
    registers: [this.registry],
  });
  private readonly calls = new Counter({
    name: 'genesis_ai_provider_calls_total',
    help: 'Finished calls to providers.',
    labelNames: ['provider', 'capability', 'outcome'] as const,
    registers: [this.registry],
  });
  private readonly tokens = new Counter({
    name: 'genesis_ai_provider_tokens_total',
    help: 'Tokens that providers counted.',
    labelNames: ['provider', 'model', 'direction'] as const,
    registers: [this.registry],
  });
  private readonly callSeconds = new Histogram({
    name: 'genesis_ai_provider_call_duration_seconds',
    help: 'Time of a call to a provider, with its retries and waits.',
    labelNames: ['provider', 'capability'] as const,
    buckets: WORK_SECONDS,
    registers: [this.registry],
  });
  private readonly cost = new Counter({
    name: 'genesis_ai_provider_cost_usd_total',
    help: 'US dollars that calls to providers cost, or may have cost where nobody can know.',
    labelNames: ['provider', 'capability', 'model'] as const,
    registers: [this.registry],
  });
  private readonly retries = new Counter({
    name: 'genesis_ai_provider_retries_total',
    help: 'Requests to providers that were made again, by what had gone wrong.',
    labelNames: ['provider', 'capability', 'reason'] as const,
    registers: [this.registry],
  });
  private readonly providerUp = new Gauge({
    name: 'genesis_ai_provider_up',
    help: '1 when the last free request to a provider was answered; absent where there is none.',
    labelNames: ['provider', 'capability'] as const,
    registers: [this.registry],
  });
  private readonly breakerState = new Gauge({
    name: 'genesis_ai_provider_breaker_state',
    help: '0 while requests are sent, 1 while one of them tries, 2 while none is.',
    labelNames: ['account', 'capability'] as const,
    registers: [this.registry],
  });
  private readonly limitWaitSeconds = new Histogram({
    name: 'genesis_ai_provider_limit_wait_seconds',
    help: 'Time that a request waited for a place within the limits of its account.',
    labelNames: ['account'] as const,
    buckets: LIMIT_WAIT_SECONDS,
    registers: [this.registry],
  });
  private readonly generationSeconds = new Histogram({
    name: 'genesis_ai_generation_duration_seconds',
    help: 'Time from the creation of a run to its end.',
    labelNames: ['source', 'status'] as const,
    buckets: WORK_SECONDS,
    registers: [this.registry],
  });
  private readonly runs = new Counter({
    name: 'genesis_ai_runs_total',
    help: 'Ended runs.',
    labelNames: ['status'] as const,
    registers: [this.registry],
  });
  private readonly queueJobs: Gauge<'queue' | 'state'>;
  private readonly dependencyUp = new Gauge({
    name: 'genesis_ai_dependency_up',
    help: '1 when the last readiness check of a dependency passed.',
    labelNames: ['dependency'] as const,
    registers: [this.registry],
  });

  constructor(app: AppSettings) {
    collectDefaultMetrics({ register: this.registry });
    this.queueJobs = new Gauge({
      name: 'genesis_ai_queue_jobs',
      help: 'Jobs in a queue.',
      labelNames: ['queue', 'state'] as const,
      registers: [this.registry],
      collect: () => this.readQueues(),
    });
    // Semantic versions carry the revision as build metadata: 1.4.0+3f2c1ab.
    const [version = app.appVersion, revision = 'unknown'] = app.appVersion.split('+', 2);
    new Gauge({
      name: 'genesis_ai_build_info',
      help: 'Always 1; the labels say what runs.',
      labelNames: ['version', 'revision'] as const,
      registers: [this.registry],
    }).set({ version, revision }, 1);
  }

  requestFinished({ method, endpoint, status, seconds }: RequestFinish): void {
    this.requests.inc({ method, endpoint, status: String(status) });
    this.requestSeconds.observe({ method, endpoint }, seconds);
  }

  agentFinished({ agent, status, provider, seconds }: AgentFinish): void {
    this.agentRuns.inc({ agent, status });
    this.agentSeconds.observe({ agent, provider }, seconds);
  }

  callFinished(call: CallFinish): void {
    const { provider, capability, outcome, inputTokens, outputTokens, seconds, costMicroUsd } = call;
    const model = call.model ?? 'none';
    this.calls.inc({ provider, capability, outcome });
    if (seconds !== undefined) this.callSeconds.observe({ provider, capability }, seconds);
    if (inputTokens !== null) this.tokens.inc({ provider, model, direction: 'input' }, inputTokens);
    if (outputTokens !== null) this.tokens.inc({ provider, model, direction: 'output' }, outputTokens);
    if (costMicroUsd) this.cost.inc({ provider, capability, model }, costMicroUsd / 1_000_000);
  }

  callRetried({ provider, capability, reason }: CallRetry): void {
    this.retries.inc({ provider, capability, reason });
  }

  providerChecked(provider: string, capability: string, isUp: boolean): void {
    this.providerUp.set({ provider, capability }, isUp ? 1 : 0);
  }

  breakerChanged({ account, capability, state }: BreakerChange): void {
    this.breakerState.set({ account, capability }, BREAKER_VALUES[state]);
  }

  limitWaited(account: string, seconds: number): void {
    this.limitWaitSeconds.observe({ account }, seconds);
  }

  runFinished({ source, status, seconds }: RunFinish): void {
    this.runs.inc({ status });
    this.generationSeconds.observe({ source, status }, seconds);
  }

  dependencyChecked(dependency: string, isUp: boolean): void {
    this.dependencyUp.set({ dependency }, isUp ? 1 : 0);
  }

  /** `read` is called at every scrape; a queue that cannot be read is absent from that scrape. */
  observeQueue(queue: string, read: () => Promise<QueueSizes>): void {
    this.queues.set(queue, read);
  }

  private async readQueues(): Promise<void> {
    this.queueJobs.reset();
    await Promise.all(
      [...this.queues].map(async ([queue, read]) => {
        try {
          const sizes = await withinLimit(read());
          for (const [state, count] of Object.entries(sizes)) this.queueJobs.set({ queue, state }, count);
        } catch (error) {
          this.logger.warn({ queue, err: error }, 'queue not measured');
        }
      }),
    );
  }
}

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${QUEUE_READ_LIMIT_MS} ms`)),
      QUEUE_READ_LIMIT_MS,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
