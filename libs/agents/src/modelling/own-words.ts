import { scanForOrders } from '@genesis/integrations';
import { IDEA_TEXTS } from '@genesis/knowledge';
import type { z } from 'zod';
import type { AgentInput } from '../agent.js';
import { leadsIn } from '../research/web-words.js';

/**
 * The schema, which also refuses texts that lead anywhere the entrepreneur has not named (addresses, mailboxes, telephone
 * numbers) and texts that give orders to the next reader. A model that obeys a page which it has met at second hand, in
 * what research has found, is asked once to correct itself and then makes way for the knowledge engine.
 */
export function ownWords<T>(schema: z.ZodType<T>, { brief }: Pick<AgentInput, 'brief'>): z.ZodType<T> {
  const named = new Set(
    [brief.business_name, ...IDEA_TEXTS.map((field) => brief[field]), ...brief.services].flatMap(leadsIn),
  );
  return schema.superRefine((value, context) => {
    const isOff = textsIn(value).some(
      (text) => leadsIn(text).some((lead) => !named.has(lead)) || scanForOrders(text).length > 0,
    );
    if (!isOff) return;
    context.addIssue({
      code: 'custom',
      message: 'name no address, mailbox or telephone number that the entrepreneur has not given',
    });
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
