import { defineJob } from '@genesis/queue';
import { z } from 'zod';

const payload = z.strictObject({ publicationId: z.uuid() });

export type PublicationPayload = z.infer<typeof payload>;

/** Carry a publication on. Safe to deliver any number of times: the row decides. */
export const publicationJob = defineJob({
  queue: 'publishing',
  name: 'publication',
  version: 1,
  payload,
});

/** Job ids are `<publication id>-<n>`; n is raised at every enqueue. */
export function publicationJobId(publicationId: string, enqueueCount: number): string {
  return `${publicationId}-${String(enqueueCount)}`;
}

/** Topic on which the end of a publication is announced; the message is its id. */
export const PUBLICATION_TOPIC = 'publication';
