import type { TraceContext } from '@genesis/observability';
import type { JobsOptions } from 'bullmq';
import type { QueueName } from './job-definition.js';

/** Beside a job's payload, where BullMQ keeps such things; workers of releases that do not know of it let it be. */
export function writeTraceContext(context: TraceContext | null): Pick<JobsOptions, 'telemetry'> {
  return context === null ? {} : { telemetry: { metadata: JSON.stringify(context) } };
}

/** Where the job's producer stands in its trace, as far as that can be read: nothing is relied on. */
export function readTraceContext({ telemetry }: Pick<JobsOptions, 'telemetry'>): unknown {
  if (telemetry?.metadata === undefined) return null;
  try {
    return JSON.parse(telemetry.metadata);
  } catch {
    // Then the work begins a trace of its own.
    return null;
  }
}

/** Source: OpenTelemetry, semantic conventions for messaging. */
export function messageAttributes(queue: QueueName, operation: 'send' | 'process') {
  return {
    'messaging.system': 'bullmq',
    'messaging.destination.name': queue,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}
