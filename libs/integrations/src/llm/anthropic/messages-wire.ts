import type { Json, JsonObject } from '@genesis/kernel';
import type { CompletionRequest } from '../chat-completer.port.js';
import type { ChatWire } from '../chat-wire.js';
import type { ModelFacts } from '../model-catalogue.js';
import { atPath } from '../openai-compatible/completion-wire.js';
import { portableSchema } from '../structured/portable-schema.js';
import { readMessageFailure } from './message-failure.js';
import { readMessage, readMessageStream } from './message-reading.js';

/** The current version. It knows no temperature, on no model. */
const API_VERSION = '2026-10-21';

export interface MessagesServer {
  /** E.g. `https://api.anthropic.com`. */
  readonly baseUrl: URL;
  readonly model: string;
  readonly apiKey: string;
  readonly facts: ModelFacts;
}

/** Anthropic's messages. There is no mode for JSON without a schema. Source: Anthropic, POST /v1/messages. */
export function messagesWire(server: MessagesServer): ChatWire {
  const { baseUrl, apiKey, facts } = server;
  return {
    url: atPath(baseUrl, 'v1/messages'),
    headers: anthropicHeaders(apiKey),
    // An open object cannot be enforced.
    formsFor: ({ isStrict }) => (isStrict && facts.jsonMode === 'schema' ? ['schema', 'text'] : ['text']),
    body: (request, options) => bodyOf(server, request, options),
    read: readMessage,
    readStream: readMessageStream,
    readFailure: readMessageFailure,
  };
}

export function anthropicHeaders(apiKey: string): Readonly<Record<string, string>> {
  return { 'x-api-key': apiKey, 'anthropic-version': API_VERSION };
}

function bodyOf(
  { model, facts }: MessagesServer,
  request: CompletionRequest,
  { maxOutputTokens, isStreamed }: { readonly maxOutputTokens: number; readonly isStreamed: boolean },
): JsonObject {
  const instructions = request.turns.filter(({ role }) => role === 'system');
  const talk = request.turns.filter(({ role }) => role !== 'system');
  const { output_config: effort, ...thinking } = facts.thinking ?? {};
  const outputConfig = { ...asObject(effort), ...formatOf(request) };
  return {
    model,
    max_tokens: maxOutputTokens,
    ...(instructions.length > 0 && { system: instructions.map(({ content }) => content).join('\n\n') }),
    messages: talk.map(({ role, content }) => ({ role, content })),
    ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
    ...(isStreamed && { stream: true }),
    ...thinking,
  };
}

function formatOf({ form, shape }: CompletionRequest): JsonObject {
  if (form !== 'schema' || shape === null) return {};
  return { format: { type: 'json_schema', schema: portableSchema(shape.schema) } };
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
