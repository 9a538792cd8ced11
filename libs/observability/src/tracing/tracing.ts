import type { AppSettings, ObservabilitySettings } from '@genesis/config';
import { Logger } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { onExit } from '../exit-hooks.js';

const ATTRIBUTE_CHARS = 256;
const ATTRIBUTES = 64;
const EVENTS = 32;
const LINKS = 8;

/** Spans that wait to be sent, about 2 MB; more are dropped. */
const QUEUE_SPANS = 4_096;
const BATCH_SPANS = 512;
const EVERY_MS = 2_000;
/** One try of a batch. */
const SEND_TIMEOUT_MS = 5_000;
/** A batch with its repetitions; then it is dropped. */
const BATCH_TIMEOUT_MS = 10_000;
/** A collector that is away is told of so often. */
const TELL_EVERY_MS = 60_000;

export interface TracingOptions {
  readonly app: Pick<AppSettings, 'appVersion' | 'environment'>;
  readonly observability: Pick<ObservabilitySettings, 'otlpEndpoint' | 'otlpHeaders' | 'traceRatio'>;
  readonly service: string;
}

/**
 * Makes the process pass on the traces that it is asked to take part in, and keep them where a collector is configured.
 * For the whole process, and once: a second call changes nothing.
 */
export async function startTracing(options: TracingOptions): Promise<void> {
  if (isStarted) return;
  isStarted = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { otlpEndpoint } = options.observability;
  if (otlpEndpoint !== null) await keepTraces(otlpEndpoint, options);
}

let isStarted = false;

async function keepTraces(endpoint: string, { app, observability, service }: TracingOptions): Promise<void> {
  // Who keeps no traces does not load what it takes.
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { CallerSampler }, { tellingExporter }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
      import('./caller-sampler.js'),
      import('./telling-exporter.js'),
    ]);
  const logger = new Logger('Tracing');
  const { traceRatio: ratio } = observability;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...observability.otlpHeaders },
    timeoutMillis: SEND_TIMEOUT_MS,
    concurrencyLimit: QUEUE_SPANS / BATCH_SPANS + 1,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'genesis',
      'service.name': service,
      'service.version': app.appVersion,
      'deployment.environment.name': app.environment,
    }),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(ratio),
      remoteParentSampled: new CallerSampler({ ratio }),
    }),
    spanLimits: {
      attributeValueLengthLimit: ATTRIBUTE_CHARS,
      attributeCountLimit: ATTRIBUTES,
      attributePerEventCountLimit: ATTRIBUTES,
      attributePerLinkCountLimit: ATTRIBUTES,
      eventCountLimit: EVENTS,
      linkCountLimit: LINKS,
    },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: tellingExporter(exporter, {
          everyMs: TELL_EVERY_MS,
          tell: (failure) => logger.warn(failure, 'traces are not taken'),
        }),
        maxQueueSize: QUEUE_SPANS,
        maxExportBatchSize: BATCH_SPANS,
        scheduledDelayMillis: EVERY_MS,
        exportTimeoutMillis: BATCH_TIMEOUT_MS,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  onExit(async () => {
    // What could not be sent has been told of.
    await provider.shutdown().catch(() => undefined);
  });
  logger.log({ endpoint, ratio }, 'traces are kept');
}
