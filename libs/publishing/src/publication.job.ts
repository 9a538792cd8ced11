import { defineJob } from '@genesis/queue';
import { z } from 'zod';

/** Carry a publication on. Safe to deliver any number of times: the row decides. */
export const publicationJob = defineJob({
  queue: 'publishing',
  name: 'publication',
  payload: z.strictObject({ publicationId: z.uuid() }),
});

/** Job ids are `<publication id>-<n>`; n is raised at every enqueue. */
export function publicationJobId(publicationId: string, enqueueCount: number): string {
  return `${publicationId}-${String(enqueueCount)}`;
}

/** Topic on which the end of a publication is announced; the message is its id. */
export const PUBLICATION_TOPIC = 'publication';
