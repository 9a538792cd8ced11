import { z } from 'zod';

const tokens = z.number().int().min(1).nullish().catch(null);

/** `GET /v1/models`. `max_model_len` is vLLM's. */
export const servedModelsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1).max(300),
      owned_by: z.string().nullish().catch(null),
      max_model_len: tokens,
    }),
  ),
});
export type ServedModel = z.infer<typeof servedModelsSchema>['data'][number];

/** llama.cpp, `GET /props`: the context of one slot, which is what a request gets. */
export const llamaPropsSchema = z.object({ default_generation_settings: z.object({ n_ctx: tokens }) });

/** LM Studio, `GET /api/v0/models`. */
export const lmStudioModelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), max_context_length: tokens, loaded_context_length: tokens })),
});

/** Ollama, `GET /api/ps`: models in memory, with the context that they were loaded with. */
export const ollamaLoadedSchema = z.object({
  models: z.array(z.object({ model: z.string(), context_length: tokens })),
});

/** Ollama, `POST /api/show`: `parameters` is the text of the model file, with lines such as `num_ctx 8192`. */
export const ollamaModelSchema = z.object({
  parameters: z.string().nullish().catch(null),
  model_info: z.record(z.string(), z.unknown()),
});
