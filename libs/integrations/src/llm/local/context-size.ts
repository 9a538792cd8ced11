import type { z } from 'zod';
import {
  llamaPropsSchema,
  lmStudioModelsSchema,
  ollamaLoadedSchema,
  ollamaModelSchema,
  type ServedModel,
} from './local-server.wire.js';

/** Asks a local server for something; null when it does not know the path or answers something else. */
export type AskServer = <T>(
  path: string,
  schema: z.ZodType<T>,
  body?: { readonly model: string },
) => Promise<T | null>;

/** What Ollama gives a model that asks for nothing on a machine with little memory. Source: Ollama, "Context length". */
const OLLAMA_LEAST_CONTEXT = 4_096;

/** Tokens of prompt and answer together that this server really takes for the model; null when it offers no way to know. */
export async function contextSizeOf(model: ServedModel, ask: AskServer): Promise<number | null> {
  return (
    model.max_model_len ??
    (await llamaContext(ask)) ??
    (await lmStudioContext(model.id, ask)) ??
    (await ollamaContext(model.id, ask))
  );
}

async function llamaContext(ask: AskServer): Promise<number | null> {
  const props = await ask('props', llamaPropsSchema);
  return props?.default_generation_settings.n_ctx ?? null;
}

async function lmStudioContext(model: string, ask: AskServer): Promise<number | null> {
  const listed = await ask('api/v0/models', lmStudioModelsSchema);
  const found = listed?.data.find(({ id }) => id === model);
  return found?.loaded_context_length ?? found?.max_context_length ?? null;
}

/** Ollama cuts a prompt that is too long without a word, so a guess must be rather too small: the size that the model was
 *  loaded with, else the one that its file asks for, else the least default. */
async function ollamaContext(model: string, ask: AskServer): Promise<number | null> {
  const known = await ask('api/show', ollamaModelSchema, { model });
  if (known === null) return null;
  const loaded = await ask('api/ps', ollamaLoadedSchema);
  const inMemory = loaded?.models.find((each) => each.model === model)?.context_length;
  if (inMemory) return inMemory;
  const asked = /^num_ctx\s+(\d+)$/m.exec(known.parameters ?? '')?.[1];
  return Math.min(
    asked === undefined ? OLLAMA_LEAST_CONTEXT : Number(asked),
    trainedContext(known.model_info),
  );
}

/** `llama.context_length`, `qwen3.context_length`…: named after the architecture. */
function trainedContext(facts: Readonly<Record<string, unknown>>): number {
  const found = Object.entries(facts).find(([name]) => name.endsWith('.context_length'))?.[1];
  return typeof found === 'number' && found > 0 ? found : Infinity;
}
