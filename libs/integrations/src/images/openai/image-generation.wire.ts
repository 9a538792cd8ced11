import { z } from 'zod';
import { tokenCount } from '../../vendor/token-count.js';

/** Answer of POST /v1/images/generations. Source: OpenAI API reference, "Create image", GPT image models. */
export const imageGenerationSchema = z.object({
  data: z.array(z.object({ b64_json: z.string().optional() })),
  usage: z
    .object({
      input_tokens: tokenCount,
      output_tokens: tokenCount,
    })
    .nullish()
    .catch(null),
});
export type ImageGeneration = z.infer<typeof imageGenerationSchema>;

/** Body of an error status. */
export const imageErrorSchema = z.object({
  error: z.object({ type: z.string().nullish(), code: z.string().nullish() }),
});
