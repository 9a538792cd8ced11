export { createLogger, type LogDestination } from './logging/create-logger.js';
export {
  type AgentFinish,
  type BreakerChange,
  type CallFinish,
  type CallRetry,
  Metrics,
  type QueueSizes,
  type RequestFinish,
  type RunFinish,
} from './metrics/metrics.js';
export { MetricsServer, type OperatorAnswer } from './metrics/metrics-server.js';
export { ObservabilityModule, type ObservabilityOptions, type ServiceName } from './observability.module.js';
export { type ContextUser, RequestContext } from './request-context.js';
