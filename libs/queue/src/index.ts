export { defineJob, type JobDefinition, type QueueName, readPayload } from './job-definition.js';
export { type EnqueueOptions, JobQueue, type JobState, type QueueCounts } from './job-queue.js';
export { messageAttributes, readTraceContext } from './job-trace.js';
export { type QueuePolicy, QueuePolicyProbe } from './queue-policy.js';
export { QueueModule } from './queue.module.js';
export { RedisConnections } from './redis-connections.js';
export { type SignalListener, Signals } from './signals.js';
