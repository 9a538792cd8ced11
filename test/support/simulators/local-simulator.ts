import { errorBody, messageText, type ChatCompletionRequest } from './chat-completion.wire.js';
import { tokensOf } from './chat-answer.js';
import { chatWire, type ChatDialect, type ModelWire, type ModelWireOptions } from './chat-simulator.js';
import type { SimulatedAnswer } from './vendor-simulator.js';

export const LOCAL_SERVERS = ['ollama', 'llama.cpp', 'vllm', 'lm-studio'] as const;
export type LocalServerKind = (typeof LOCAL_SERVERS)[number];

export interface LocalWireOptions extends ModelWireOptions {
  /** Tokens of prompt and answer together. Default 16384. */
  readonly contextTokens?: number;
}

/** A local server with OpenAI's routes and its own way to tell the size of its context. Sources: Ollama, "OpenAI
 *  compatibility", "Show model", "List running models"; llama.cpp, server README; vLLM, "OpenAI-compatible server"; LM
 *  Studio, "REST API v0". */
export function localWire(kind: LocalServerKind, options: LocalWireOptions = {}): ModelWire {
  const { contextTokens = 16_384, ...rest } = options;
  return chatWire(DIALECTS[kind](contextTokens), rest);
}

const DIALECTS: Readonly<Record<LocalServerKind, (contextTokens: number) => ChatDialect>> = {
  ollama: (contextTokens) => ({
    basePath: '/v1',
    models: [{ id: 'qwen3.5:4b', object: 'model', created: 1_790_000_000, owned_by: 'library' }],
    routes: {
      'POST /api/show': ({ body }) =>
        (body as { readonly model?: string } | null)?.model === 'qwen3.5:4b'
          ? {
              status: 200,
              body: {
                parameters: `stop "<|im_end|>"\nnum_ctx ${contextTokens}`,
                model_info: { 'general.architecture': 'qwen35', 'qwen35.context_length': 262_144 },
                capabilities: ['completion'],
              },
            }
          : { status: 404, body: { error: 'model not found' } },
      'GET /api/ps': () => ({ status: 200, body: { models: [] } }),
    },
    // It never says that a prompt was too long: it drops the beginning, where the instructions are.
  }),
  'llama.cpp': (contextTokens) => ({
    basePath: '/v1',
    models: [{ id: '/models/gemma-4.gguf', object: 'model', created: 1_790_000_000, owned_by: 'llamacpp' }],
    routes: {
      'GET /props': () => ({
        status: 200,
        body: { default_generation_settings: { n_ctx: contextTokens }, total_slots: 1 },
      }),
    },
    refusal: (request) => tooLong(request, contextTokens, 'exceed_context_size_error'),
  }),
  vllm: (contextTokens) => ({
    basePath: '/v1',
    models: [
      {
        id: 'Qwen/Qwen3.5-4B',
        object: 'model',
        created: 1_790_000_000,
        owned_by: 'vllm',
        max_model_len: contextTokens,
      },
    ],
    refusal: (request) =>
      request['reasoning_effort'] === 'none'
        ? {
            status: 400,
            body: errorBody({ message: 'reasoning_effort: bad value', type: 'BadRequestError' }),
          }
        : tooLong(request, contextTokens, 'BadRequestError'),
  }),
  'lm-studio': (contextTokens) => ({
    basePath: '/v1',
    models: [
      { id: 'text-embedding-nomic-embed-text-v1.5', object: 'model', owned_by: 'organization_owner' },
      { id: 'google/gemma-4-12b', object: 'model', owned_by: 'organization_owner' },
    ],
    routes: {
      'GET /api/v0/models': () => ({
        status: 200,
        body: {
          object: 'list',
          data: [
            {
              id: 'google/gemma-4-12b',
              object: 'model',
              type: 'llm',
              state: 'loaded',
              max_context_length: 131_072,
              loaded_context_length: contextTokens,
            },
          ],
        },
      }),
    },
    refusal: ({ response_format: format }) =>
      // It knows schemas and plain text only.
      format?.type === 'json_object'
        ? {
            status: 400,
            body: { error: "'response_format.type' must be 'json_schema' or 'text'" },
          }
        : null,
  }),
};

function tooLong(
  request: ChatCompletionRequest,
  contextTokens: number,
  type: string,
): SimulatedAnswer | null {
  const asked = tokensOf(request.messages.map(({ content }) => messageText(content)).join('\n'));
  if (asked <= contextTokens) return null;
  const message = `the request exceeds the available context size (${contextTokens} tokens)`;
  return { status: 400, body: errorBody({ message, type }) };
}
