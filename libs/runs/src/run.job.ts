import { defineJob } from '@genesis/queue';
import { z } from 'zod';

const payload = z.strictObject({ runId: z.uuid() });

export type RunPayload = z.infer<typeof payload>;

/** Carry a run on. Safe to deliver any number of times: the row decides. */
export const runJob = defineJob({
  queue: 'runs',
  name: 'run',
  version: 1,
  payload,
});

/** Job ids are `<run id>-<n>`; n is raised at every enqueue. */
export function runJobId(runId: string, enqueueCount: number): string {
  return `${runId}-${String(enqueueCount)}`;
}
