import { AppSettings } from '@genesis/config';
import { Clock } from '@genesis/kernel';
import { MetricsServer } from '@genesis/observability';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { healthReport } from './health-report.js';
import { Liveness } from './liveness.js';
import { Readiness } from './readiness.js';
import { StartUp } from './start-up.js';

/** Health of a process without a public listener. */
@Injectable()
export class HealthOnMetricsPort implements OnModuleInit {
  constructor(
    private readonly server: MetricsServer,
    private readonly readiness: Readiness,
    private readonly liveness: Liveness,
    private readonly startUp: StartUp,
    private readonly app: AppSettings,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.server.handle('/health', () => ({
      status: 200,
      body: { ...healthReport(this.app, this.clock.now()) },
    }));
    this.server.handle('/health/live', () => {
      const report = this.liveness.report();
      return { status: report.status === 'ok' ? 200 : 503, body: { ...report } };
    });
    this.server.handle('/health/startup', async () => {
      const { status, waiting_for } = await this.startUp.report();
      return { status: status === 'started' ? 200 : 503, body: { status, waiting_for: [...waiting_for] } };
    });
    this.server.handle('/health/ready', async () => {
      const { status, checks } = await this.readiness.report();
      const body = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, { ...check }]));
      return { status: status === 'ready' ? 200 : 503, body: { status, checks: body } };
    });
  }
}
