import type { JsonObject } from '@genesis/kernel';
import type { NewEvent, TaskFinish } from './run-steps.js';

/** What a settled task adds to the brief's log: its files, then its end. */
export function eventsOfFinish(task: TaskFinish): readonly NewEvent[] {
  const files = task.written.map<NewEvent>((file) => ({
    type: 'file.written',
    agent: task.name,
    data: {
      path: file.path,
      media_type: file.mediaType,
      size: file.size,
      sha256: file.sha256,
      revision: file.revision,
    },
  }));
  const finished: NewEvent = {
    type: 'agent.finished',
    agent: task.name,
    data: {
      status: task.status,
      provider: task.outcome?.provider ?? null,
      model: task.outcome?.model ?? null,
      duration_ms: Math.round(task.durationMs),
      error: publicError(task),
    },
  };
  return [...files, finished];
}

/** The same as numbers. */
export function finishSample({ name, outcome, status, durationMs }: TaskFinish) {
  return { agent: name, status, provider: outcome?.provider ?? 'none', seconds: durationMs / 1_000 };
}

/** The same as a log line. @param attempt from 1; 0 for a task that never started */
export function finishLine({ name, outcome, status, durationMs }: TaskFinish, attempt: number) {
  return {
    agent: name,
    provider: outcome?.provider ?? 'none',
    model: outcome?.model ?? null,
    status,
    duration_ms: Math.round(durationMs),
    attempt,
    ...(outcome?.error && { code: outcome.error.code }),
  };
}

/** Code and whether a retry may help: the message is for operators. */
function publicError({ outcome }: TaskFinish): JsonObject | null {
  return outcome?.error ? { code: outcome.error.code, retryable: outcome.error.retryable } : null;
}
