export { type ExitHook, onExit, type ProcessExit, runExitHooks } from './exit-hooks.js';
export { createLogger, type LogDestination } from './logging/create-logger.js';
export {
  type AgentFinish,
  type BreakerChange,
  type CallFinish,
  type CallRetry,
  Metrics,
  type QueueReading,
  type QueueSizes,
  type RedisMemory,
  type RequestFinish,
  type RunFinish,
} from './metrics/metrics.js';
export { MeasuredGauge, type Measurement } from './metrics/measured-gauge.js';
export { MetricsServer } from './metrics/metrics-server.js';
export type { AuditedOperation, OperatorAudit } from './metrics/operator-audit.js';
export type { OperatorAnswer, OperatorCall, OperatorRoute } from './metrics/operator-routes.js';
export { startAtZero } from './metrics/start-at-zero.js';
export { ObservabilityModule, type ObservabilityOptions, type ServiceName } from './observability.module.js';
export { type ContextUser, RequestContext } from './request-context.js';
export { inSpan, spanFailed, type SpanOptions, startSpan } from './tracing/span.js';
export { continued, type TraceContext, traceContextOf, withTraceContext } from './tracing/trace-context.js';
