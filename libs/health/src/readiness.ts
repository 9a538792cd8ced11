import { AppSettings } from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { QueuePolicyProbe } from '@genesis/queue';
import { VfsHealth } from '@genesis/redis-vfs';
import { Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Draining } from './draining.js';
import { HealthDatabase } from './health-database.js';

export const DEPENDENCIES = ['database', 'redis_cache', 'redis_queue', 'migrations'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

export interface DependencyReport {
  readonly status: 'up' | 'down';
  readonly response_time_ms: number | null;
  /** Set when the dependency works but is not set up for production. */
  readonly warning?: string;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'not_ready' | 'draining';
  readonly checks: Readonly<Record<Dependency, DependencyReport>> & {
    /** Only where readiness depends on the outside world. */
    readonly integrations?: DependencyReport;
  };
}

const CHECK_LIMIT_MS = 2_000;
const CACHE_MS = 2_000;

/** What a check may add to its own success. */
type CheckPassed = { readonly warning?: string };

/** Whether this process can serve: its own stores only; third parties where an operator wants it (STRICT_HEALTH_CHECKS). */
@Injectable()
export class Readiness {
  private readonly logger = new Logger(Readiness.name);
  private readonly checks: Readonly<Record<Dependency, () => Promise<CheckPassed>>>;
  private lastDown = '';
  private areOthersUp: (() => boolean) | null = null;

  constructor(
    private readonly database: HealthDatabase,
    private readonly files: VfsHealth,
    private readonly queuePolicy: QueuePolicyProbe,
    private readonly app: AppSettings,
    private readonly indicators: HealthIndicatorService,
    private readonly health: HealthCheckService,
    private readonly metrics: Metrics,
    private readonly draining: Draining,
  ) {
    this.checks = {
      database: () => this.checkDatabase(),
      redis_cache: () => this.checkFiles(),
      redis_queue: () => this.checkQueue(),
      migrations: () => this.checkMigrations(),
    };
    metrics.checkDependenciesBy(() => this.report());
  }

  /** Makes readiness depend on others than our own stores. @param areUp tells what is known, without waiting for anybody */
  requireOthers(areUp: () => boolean): void {
    this.areOthersUp = areUp;
  }

  /** At most 2 s per check; an answer serves all callers of the next 2 s. */
  async report(): Promise<ReadinessReport> {
    const { details } = await this.run();
    const checks = Object.fromEntries(DEPENDENCIES.map((name) => [name, toReport(details[name])])) as Record<
      Dependency,
      DependencyReport
    >;
    const integrations = this.others();
    const down: string[] = DEPENDENCIES.filter((name) => checks[name].status === 'down');
    if (integrations?.status === 'down') down.push('integrations');
    for (const name of DEPENDENCIES) this.metrics.dependencyChecked(name, checks[name].status === 'up');
    this.logChange(down, details);
    const status = down.length > 0 ? 'not_ready' : 'ready';
    return {
      status: this.draining.isDraining ? 'draining' : status,
      checks: { ...checks, ...(integrations && { integrations }) },
    };
  }

  private others(): DependencyReport | null {
    if (this.areOthersUp === null) return null;
    return { status: this.areOthersUp() ? 'up' : 'down', response_time_ms: null };
  }

  private async run(): Promise<HealthCheckResult> {
    const attempts = DEPENDENCIES.map((name) =>
      this.indicators.check(name).attempt(this.checks[name]).withTimeout(CHECK_LIMIT_MS).cacheFor(CACHE_MS),
    );
    try {
      return await this.health.check(attempts);
    } catch (error) {
      // Terminus throws its result when something is down.
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private async checkDatabase(): Promise<CheckPassed> {
    await this.database.ping();
    return {};
  }

  private async checkFiles(): Promise<CheckPassed> {
    await this.files.probe();
    return {};
  }

  private async checkQueue(): Promise<CheckPassed> {
    const [{ isSafe, evictionPolicy }] = await Promise.all([
      this.queuePolicy.read(),
      this.queuePolicy.probe(),
    ]);
    if (isSafe) return {};
    // An evicting Redis loses accepted jobs: tolerable on a laptop.
    if (this.app.environment === 'production') throw new Error(`eviction policy is ${evictionPolicy}`);
    return { warning: `eviction policy is ${evictionPolicy}, production needs noeviction` };
  }

  private async checkMigrations(): Promise<CheckPassed> {
    const pending = await this.database.pendingMigrations();
    if (pending.length > 0) throw new Error(`${pending.length} migrations are pending`);
    return {};
  }

  /** Reasons are for the log; callers learn only what is down. */
  private logChange(down: readonly string[], details: HealthCheckResult['details']): void {
    const key = down.join();
    if (key === this.lastDown) return;
    this.lastDown = key;
    if (down.length === 0) this.logger.log('every dependency is up again');
    else
      this.logger.warn(
        { down: down.map((name) => ({ name, reason: details[name]?.message as unknown })) },
        'not ready',
      );
  }
}

function toReport(detail: HealthCheckResult['details'][string] | undefined): DependencyReport {
  const responseTime: unknown = detail?.responseTime;
  const warning: unknown = detail?.warning;
  return {
    status: detail?.status === 'up' ? 'up' : 'down',
    response_time_ms: typeof responseTime === 'number' ? responseTime : null,
    ...(typeof warning === 'string' && { warning }),
  };
}
