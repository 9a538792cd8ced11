import { AppSettings, MetricsSettings, ObservabilitySettings } from '@genesis/config';
import { Clock, SystemClock } from '@genesis/kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { type LogDestination, loggingParams } from './logging/create-logger.js';
import { Metrics } from './metrics/metrics.js';
import { type MetricsListener, MetricsServer } from './metrics/metrics-server.js';
import { RequestContext } from './request-context.js';

export type ServiceName = 'genesis-api' | 'genesis-worker';

export interface ObservabilityOptions {
  /** Shown in every log line; decides which setting gives the metrics port. */
  readonly service: ServiceName;
  readonly logDestination?: LogDestination;
}

const METRICS_LISTENERS: Readonly<Record<ServiceName, (settings: MetricsSettings) => MetricsListener>> = {
  'genesis-api': ({ prometheusPort }) => ({ port: prometheusPort, setting: 'PROMETHEUS_PORT' }),
  'genesis-worker': ({ workerPrometheusPort }) => ({
    port: workerPrometheusPort,
    setting: 'WORKER_PROMETHEUS_PORT',
  }),
};

/** Logs, metrics, the context of a request or job, and the clock; global. Needs the global ConfigModule. */
@Module({})
export class ObservabilityModule {
  static forRoot({ service, logDestination }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      imports: [
        LoggerModule.forRootAsync({
          inject: [AppSettings, ObservabilitySettings],
          useFactory: (app: AppSettings, observability: ObservabilitySettings) =>
            loggingParams({ app, observability, service, destination: logDestination }),
        }),
      ],
      providers: [
        RequestContext,
        Metrics,
        {
          provide: MetricsServer,
          inject: [Metrics, MetricsSettings],
          useFactory: (metrics: Metrics, settings: MetricsSettings) =>
            new MetricsServer(metrics, METRICS_LISTENERS[service](settings)),
        },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [RequestContext, Metrics, MetricsServer, Clock],
    };
  }
}
