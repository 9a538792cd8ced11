import { AppSettings, HttpSettings, MetricsSettings, ObservabilitySettings } from '@genesis/config';
import { Clock, SystemClock } from '@genesis/kernel';
import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { loggingParams } from './logging/create-logger.js';
import { Metrics } from './metrics/metrics.js';
import { type MetricsListener, MetricsServer } from './metrics/metrics-server.js';
import { OperatorToken } from './metrics/operator-token.js';
import { RequestContext } from './request-context.js';
import { startTracing } from './tracing/tracing.js';

type MetricsPort = Pick<MetricsListener, 'port' | 'setting'>;

export type ServiceName = 'genesis-api' | 'genesis-worker';

export interface ObservabilityOptions {
  /** Shown in every log line; decides which setting gives the metrics port. */
  readonly service: ServiceName;
  /** False for a process that is watched by another one: it has no metrics port. Default: true. */
  readonly isListening?: boolean;
}

const METRICS_PORTS: Readonly<Record<ServiceName, (settings: MetricsSettings) => MetricsPort>> = {
  'genesis-api': ({ prometheusPort }) => ({ port: prometheusPort, setting: 'PROMETHEUS_PORT' }),
  'genesis-worker': ({ workerPrometheusPort }) => ({
    port: workerPrometheusPort,
    setting: 'WORKER_PROMETHEUS_PORT',
  }),
};

/** Nobody asks for it: it is there for what it starts. */
const TRACING = Symbol('tracing');

/** Logs, metrics, traces, the context of a request or job, and the clock; global. Needs the global ConfigModule. */
@Module({})
export class ObservabilityModule {
  static forRoot({ service, isListening = true }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      imports: [
        LoggerModule.forRootAsync({
          inject: [AppSettings, ObservabilitySettings],
          useFactory: (app: AppSettings, observability: ObservabilitySettings) =>
            loggingParams({ app, observability, service }),
        }),
      ],
      providers: [
        RequestContext,
        Metrics,
        {
          provide: TRACING,
          inject: [AppSettings, ObservabilitySettings],
          useFactory: (app: AppSettings, observability: ObservabilitySettings) =>
            startTracing({ app, observability, service }),
        },
        {
          provide: MetricsServer,
          inject: [Metrics, MetricsSettings, HttpSettings, AppSettings],
          useFactory: (
            metrics: Metrics,
            settings: MetricsSettings,
            { host }: HttpSettings,
            { environment }: AppSettings,
          ) =>
            new MetricsServer(
              metrics,
              isListening
                ? { host, isDevelopment: environment === 'development', ...METRICS_PORTS[service](settings) }
                : null,
              new OperatorToken(settings.operatorToken),
            ),
        },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [RequestContext, Metrics, MetricsServer, Clock],
    };
  }
}
