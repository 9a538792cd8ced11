import { z } from 'zod';

/** A token count that is not a number is no reason to throw away a paid answer. */
const tokenCount = z.number().int().min(0).nullish().catch(null);

/** The part of a chat completion that we use. Source: OpenAI, POST /v1/chat/completions, and servers like it. */
export const chatCompletionSchema = z.object({
  model: z.string().max(200).nullish().catch(null),
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().max(100).nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(null),
});
export type ChatCompletion = z.infer<typeof chatCompletionSchema>;

/** OpenAI's error body. Some servers send the inner object alone, or a number as code. */
const errorFields = z.object({
  message: z.string().catch(''),
  type: z.string().nullish().catch(null),
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  param: z.string().nullish().catch(null),
});
export type VendorError = z.infer<typeof errorFields>;
export const vendorErrorSchema = z.union([
  z.object({ error: errorFields }).transform(({ error }) => error),
  errorFields,
]);

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export type ResponseFormat =
  | {
      readonly type: 'json_schema';
      readonly json_schema: { readonly name: string; readonly strict: boolean; readonly schema: object };
    }
  | { readonly type: 'json_object' };
