import type { Json, JsonObject } from '@genesis/kernel';
import type { AnswerForm, AnswerShape, CompletionRequest } from '../chat-completer.port.js';
import type { ChatWire } from '../chat-wire.js';
import type { ModelFacts } from '../model-catalogue.js';
import { portableSchema } from '../structured/portable-schema.js';
import { readCompletionFailure } from './completion-failure.js';
import { readCompletion, readCompletionStream } from './completion-reading.js';

export interface CompletionServer {
  /** E.g. `https://api.openai.com/v1`. */
  readonly baseUrl: URL;
  readonly model: string;
  readonly apiKey: string | null;
  readonly facts: ModelFacts;
  /** A vendor that enforces a schema may refuse its limits; a local grammar knows them. Default false. */
  readonly takesLimits?: boolean;
}

const FORMS: Readonly<Record<ModelFacts['jsonMode'], readonly AnswerForm[]>> = {
  schema: ['schema', 'json', 'text'],
  object: ['json', 'text'],
  none: ['text'],
};

/** OpenAI's chat completions, which most vendors and all local servers speak; in what they differ is in the catalogue of
 *  models. Source: OpenAI, POST /v1/chat/completions; Deepseek, POST /chat/completions; Kimi, POST /v1/chat/completions. */
export function completionWire(server: CompletionServer): ChatWire {
  return {
    url: atPath(server.baseUrl, 'chat/completions'),
    headers: bearerOf(server.apiKey),
    formsFor: () => FORMS[server.facts.jsonMode],
    body: (request, options) => bodyOf(server, request, options),
    read: readCompletion,
    readStream: readCompletionStream,
    readFailure: readCompletionFailure,
  };
}

/** The address with more path, whether or not it ends in a slash. */
export function atPath(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/(?<!\/)\/+$/, '')}/${path}`;
  return url;
}

/** An address without a path means `/v1`. */
export function withDefaultPath(address: string): URL {
  const url = new URL(address);
  return url.pathname === '/' ? atPath(url, 'v1') : url;
}

export function bearerOf(apiKey: string | null): Readonly<Record<string, string>> {
  return apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
}

function bodyOf(
  server: CompletionServer,
  request: CompletionRequest,
  { maxOutputTokens, isStreamed }: { readonly maxOutputTokens: number; readonly isStreamed: boolean },
): JsonObject {
  const { facts, model } = server;
  const format = responseFormat(request.form, request.shape, server.takesLimits ?? false);
  const hasTemperature = facts.supportsTemperature && request.temperature !== undefined;
  return {
    model,
    messages: request.turns.map(({ role, content }) => ({ role, content })),
    [facts.maxTokensField]: maxOutputTokens,
    ...(hasTemperature && { temperature: request.temperature }),
    ...(format !== null && { response_format: format }),
    ...(isStreamed && { stream: true, stream_options: { include_usage: true } }),
    ...facts.thinking,
  };
}

function responseFormat(form: AnswerForm, shape: AnswerShape | null, takesLimits: boolean): Json {
  if (form === 'text' || shape === null) return null;
  if (form === 'json') return { type: 'json_object' };
  const { name, schema, isStrict } = shape;
  return {
    type: 'json_schema',
    json_schema: { name, strict: isStrict, schema: takesLimits ? schema : portableSchema(schema) },
  };
}
