export { defineJob, type JobDefinition, type QueueName } from './job-definition.js';
export { type EnqueueOptions, JobQueue, type JobState, type QueueCounts } from './job-queue.js';
export { type QueuePolicy, QueuePolicyProbe } from './queue-policy.js';
export { QueueModule } from './queue.module.js';
export { RedisConnections } from './redis-connections.js';
export { type SignalListener, Signals } from './signals.js';
