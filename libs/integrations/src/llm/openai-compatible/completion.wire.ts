import { z } from 'zod';
import { tokenCount } from '../../vendor/token-count.js';

const usageSchema = z
  .object({ prompt_tokens: tokenCount, completion_tokens: tokenCount })
  .nullish()
  .catch(null);
export type WireUsage = z.infer<typeof usageSchema>;

const modelName = z.string().max(200).nullish().catch(null);
const finishReason = z.string().max(100).nullish();

/** The part of a chat completion that we use. Source: OpenAI, POST /v1/chat/completions, and servers like it. */
export const completionSchema = z.object({
  model: modelName,
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: finishReason,
      }),
    )
    .min(1),
  usage: usageSchema,
});

/** One event of a streamed completion. Kimi tells the usage in the last choice, the others in an event without choices. */
export const completionChunkSchema = z.object({
  model: modelName,
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: finishReason,
        usage: usageSchema,
      }),
    )
    .default([]),
  usage: usageSchema,
  /** Some servers report a failure in the middle of a stream. */
  error: z.unknown().optional(),
});

/** OpenAI's error body. Some servers send the inner object alone, or a number as code. */
const errorFields = z.object({
  message: z.string().catch(''),
  type: z.string().nullish().catch(null),
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  param: z.string().nullish().catch(null),
});
export type WireError = z.infer<typeof errorFields>;
export const wireErrorSchema = z.union([
  z.object({ error: errorFields }).transform(({ error }) => error),
  errorFields,
]);
