import { z } from 'zod';
import { tokenCount } from '../../vendor/token-count.js';

export const KIMI_WEB_SEARCH = '$web_search';

const toolCallSchema = z.object({
  id: z.string(),
  type: z.string().optional(),
  function: z.object({ name: z.string(), arguments: z.string().max(65_536) }),
});

/** A chat completion of Kimi. Source: Moonshot's public guide on the built-in `$web_search`. */
export const kimiCompletionSchema = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), tool_calls: z.array(toolCallSchema).nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(null),
});

/** The vendor's error object; `type` tells one 429 from another. */
export const kimiErrorSchema = z.object({ error: z.object({ type: z.string().nullish() }) });

/** What the arguments of a search tell about its size, before its results are read. */
export const kimiSearchArgumentsSchema = z.object({
  usage: z.object({ total_tokens: tokenCount }).nullish(),
});

/** The form in which the model is asked to list what it has found. */
export const kimiFoundSchema = z.object({
  answer: z.string().nullish(),
  results: z.array(
    z
      .object({ title: z.string().nullish(), url: z.string(), content: z.string().nullish() })
      .nullable()
      .catch(null),
  ),
});
