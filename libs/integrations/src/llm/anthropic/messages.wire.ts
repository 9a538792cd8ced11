import { z } from 'zod';
import { tokenCount } from '../../vendor/token-count.js';

const usageSchema = z
  .object({
    input_tokens: tokenCount,
    output_tokens: tokenCount,
    cache_creation_input_tokens: tokenCount,
    cache_read_input_tokens: tokenCount,
  })
  .nullish()
  .catch(null);
export type MessageUsage = z.infer<typeof usageSchema>;

/** The part of a message that we use; blocks of other types (thinking) are passed over. Source: Anthropic, POST
 *  /v1/messages. */
export const messageSchema = z.object({
  type: z.literal('message'),
  model: z.string().max(200).nullish().catch(null),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().max(100).nullish(),
  usage: usageSchema,
});

/** Events of a streamed message; of types that are not here nothing is needed. Source: Anthropic, "Streaming messages". */
export const messageEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string().max(200).nullish().catch(null), usage: usageSchema }),
  }),
  z.object({
    type: z.literal('content_block_delta'),
    delta: z.looseObject({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().max(100).nullish() }),
    usage: usageSchema,
  }),
  z.object({ type: z.literal('message_stop') }),
  z.object({ type: z.literal('error'), error: z.looseObject({ type: z.string().catch('') }) }),
]);

export const messageErrorSchema = z.object({
  error: z.object({ message: z.string().catch('') }),
});
