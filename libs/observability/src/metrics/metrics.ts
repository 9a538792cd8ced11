import { AppSettings } from '@genesis/config';
import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MeasuredGauge } from './measured-gauge.js';
import { startAtZero } from './start-at-zero.js';

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

/** `request`: what no token stands for, such as a fee. */
export type CostDirection = 'input' | 'output' | 'request';

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
  /** Millionths of a US dollar, by what they were spent for. */
  readonly costMicroUsd?: Readonly<Record<CostDirection, number>>;
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

export interface QueueReading {
  readonly sizes: QueueSizes;
  /** Age of the job that waits longest, in seconds; 0 when none waits. */
  readonly oldestSeconds: number;
}

export interface RedisMemory {
  readonly usedBytes: number;
  /** `maxmemory`; null where there is none. */
  readonly limitBytes: number | null;
}

/** Queues are cheap to ask, and whoever scales workers by them wants to know soon. */
const QUEUE_KEEP_MS = 2_000;

// With 3 s, 60 s and whatever else an alert compares with: between two bounds a quantile is a guess.
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 65];
/** What a store that is away, or a defect, makes of a request. */
const SERVER_ERRORS = ['500', '503'];
const LIMIT_WAIT_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BREAKER_VALUES: Readonly<Record<BreakerChange['state'], number>> = { closed: 0, half_open: 1, open: 2 };
const WORK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 90, 120, 180];

/** The instruments of the service. Labels come from closed sets: no ids, no paths, no free text. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly logger = new Logger(Metrics.name);
  private refreshDependencies: (() => Promise<unknown>) | null = null;

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
    labelNames: ['provider', 'capability', 'model', 'direction'] as const,
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
  private readonly queueJobs = new MeasuredGauge({
    registry: this.registry,
    name: 'genesis_ai_queue_jobs',
    help: 'Jobs in a queue.',
    labelNames: ['queue', 'state'],
    keepMs: QUEUE_KEEP_MS,
  });
  private readonly queueOldest = new MeasuredGauge({
    registry: this.registry,
    name: 'genesis_ai_queue_oldest_seconds',
    help: 'Age of the job that waits longest in a queue; 0 when none waits.',
    labelNames: ['queue'],
    keepMs: QUEUE_KEEP_MS,
  });
  private readonly redisMemory = new MeasuredGauge({
    registry: this.registry,
    name: 'genesis_ai_redis_memory_bytes',
    help: 'Memory that a Redis uses, and its maxmemory; without one there is no limit here.',
    labelNames: ['instance', 'kind'],
  });
  private readonly inFlight: Gauge;
  private readInFlight: () => number = () => 0;
  private readonly openEventStreams = new Gauge({
    name: 'genesis_ai_event_streams',
    help: 'Event streams of briefs that are open.',
    registers: [this.registry],
  });
  private readonly dependencyUp: Gauge<'dependency'>;

  constructor(app: AppSettings) {
    collectDefaultMetrics({ register: this.registry });
    this.inFlight = new Gauge({
      name: 'genesis_ai_http_in_flight',
      help: 'Requests whose answer has not ended, event streams included.',
      registers: [this.registry],
      collect: () => {
        this.inFlight.set(this.readInFlight());
      },
    });
    this.dependencyUp = new Gauge({
      name: 'genesis_ai_dependency_up',
      help: '1 when the last readiness check of a dependency passed.',
      labelNames: ['dependency'] as const,
      registers: [this.registry],
      collect: () => this.checkDependencies(),
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
    for (const [direction, cost] of Object.entries(costMicroUsd ?? {})) {
      if (cost > 0) this.cost.inc({ provider, capability, model, direction }, cost / 1_000_000);
    }
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

  /** A scrape also looks: the gauge moves where nobody asks for readiness. `check` reports what it found to
   *  `dependencyChecked`, and bounds its own time. */
  checkDependenciesBy(check: () => Promise<unknown>): void {
    this.refreshDependencies = check;
  }

  /** A queue that cannot be read is absent from a scrape. */
  observeQueue(queue: string, read: () => Promise<QueueReading>): void {
    // Both gauges are collected at once: one question serves them.
    let asked: Promise<QueueReading> | null = null;
    const readOnce = () =>
      (asked ??= read().finally(() => {
        asked = null;
      }));
    this.queueJobs.from(async () => {
      const { sizes } = await readOnce();
      return Object.entries(sizes).map(([state, value]) => ({ labels: { queue, state }, value }));
    });
    this.queueOldest.from(async () => {
      const { oldestSeconds } = await readOnce();
      return [{ labels: { queue }, value: oldestSeconds }];
    });
  }

  /** @param instance `cache` for files, `queue` for jobs: they may be one server. */
  observeRedis(instance: 'cache' | 'queue', read: () => Promise<RedisMemory>): void {
    this.redisMemory.from(async () => {
      const { usedBytes, limitBytes } = await read();
      const used = { labels: { instance, kind: 'used' }, value: usedBytes };
      return limitBytes === null
        ? [used]
        : [used, { labels: { instance, kind: 'limit' }, value: limitBytes }];
    });
  }

  observeInFlight(read: () => number): void {
    this.readInFlight = read;
  }

  eventStreamOpened(): void {
    this.openEventStreams.inc();
  }

  eventStreamClosed(): void {
    this.openEventStreams.dec();
  }

  /** Answers of a route that an alert looks for are counted from 0 on. */
  expectRequests(method: string, endpoint: string): void {
    startAtZero(this.requests, { method: [method], endpoint: [endpoint], status: SERVER_ERRORS });
  }

  /** How runs and agents may end: each is counted from 0 on. */
  expectRuns(
    runStatuses: readonly string[],
    agents: readonly string[],
    agentStatuses: readonly string[],
  ): void {
    startAtZero(this.runs, { status: runStatuses });
    startAtZero(this.agentRuns, { agent: agents, status: agentStatuses });
  }

  /** How calls to a configured provider may end: each is counted from 0 on. */
  expectCalls(provider: string, capability: string, outcomes: readonly string[]): void {
    startAtZero(this.calls, { provider: [provider], capability: [capability], outcome: outcomes });
  }

  private async checkDependencies(): Promise<void> {
    try {
      await this.refreshDependencies?.();
    } catch (error) {
      this.logger.warn({ err: error }, 'dependencies not checked');
    }
  }
}
