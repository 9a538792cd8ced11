import { z } from 'zod';
import { modelAnswer, tokensOf, type ModelAnswer } from './chat-answer.js';
import { inWordGroups } from './chat-completion.wire.js';
import type { SeenByModel } from './chat-ledger.js';
import { modelBehaviourSchema, suitsResponseFormat, type ModelBehaviour } from './chat-script.js';
import type { ModelWire, ModelWireOptions } from './chat-simulator.js';
import { strictSchemaProblem } from './chat-strict-schema.js';
import type { SimulatedAnswer, SimulatedProblem, SimulatedRequest } from './vendor-simulator.js';

const MODELS = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'] as const;
const ALWAYS_THINKING: readonly string[] = ['claude-opus-5-5'];
const VERSIONS: readonly string[] = ['2023-06-01', '2026-10-21'];

/** Body of POST /v1/messages, as far as we read it; an unknown field is refused, as the vendor does. */
const requestSchema = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.number().int().min(1),
  system: z.string().optional(),
  messages: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().min(1) }))
    .min(1),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  metadata: z.strictObject({ user_id: z.string() }).optional(),
  temperature: z.number().optional(),
  thinking: z.strictObject({ type: z.enum(['disabled', 'adaptive']) }).optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional(),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
        .optional(),
    })
    .optional(),
});
type MessagesRequest = z.infer<typeof requestSchema>;

/** Anthropic's messages, streamed or not, with what it refuses. Source: Anthropic API reference, "Create a message";
 *  "Streaming messages", "Structured outputs", "Errors", "Versions". */
export function anthropicWire(options: ModelWireOptions = {}): ModelWire {
  return {
    routes: {
      'POST /v1/messages': createMessage,
      'GET /v1/models': () => ({
        status: 200,
        body: { data: MODELS.map((id) => ({ type: 'model', id, display_name: id })), has_more: false },
      }),
    },
    errorAnswer,
    ownBehaviours: modelBehaviourSchema,
    isAllowed: (headers) => options.apiKey === undefined || headers['x-api-key'] === options.apiKey,
    see: ({ body }) => seenIn(body, options.keepMessages ?? false),
    seeAnswer: usageIn,
    suits: (behaviour, { responseFormat }) => suitsResponseFormat(behaviour, responseFormat),
  };
}

function createMessage(received: SimulatedRequest<ModelBehaviour>): SimulatedAnswer {
  const version = received.headers['anthropic-version'];
  if (version === undefined || !VERSIONS.includes(version)) {
    return refused('anthropic-version: header is required');
  }
  const parsed = requestSchema.safeParse(received.body);
  if (!parsed.success) return refused(z.prettifyError(parsed.error));
  const request = parsed.data;
  const { behaviour, sequence, seed } = received;
  const refusal = refusalOf(request, { version, behaviour });
  if (refusal !== null) return refusal;
  const prompt = request.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
  const schema = request.output_config?.format?.schema ?? null;
  const answer = modelAnswer({ system: request.system ?? '', prompt, schema, seed }, behaviour);
  return request.stream === true ? streamed(request, answer, sequence) : whole(request, answer, sequence);
}

function refusalOf(
  request: MessagesRequest,
  { version, behaviour }: { readonly version: string; readonly behaviour: ModelBehaviour | null },
): SimulatedAnswer | null {
  if (!MODELS.some((model) => model === request.model)) {
    return failure(404, 'not_found_error', `model: ${request.model}`);
  }
  if (request.temperature !== undefined && version === '2026-10-21') {
    return refused('temperature: Extra inputs are not permitted');
  }
  if (request.thinking?.type === 'disabled' && ALWAYS_THINKING.includes(request.model)) {
    return refused('thinking.type: disabled is not supported on this model');
  }
  if (request.messages.at(-1)?.role !== 'user') {
    return refused('messages: the last message must be of the user');
  }
  const format = request.output_config?.format;
  if (format === undefined) return null;
  if (behaviour?.kind === 'json_schema_refused' || behaviour?.kind === 'json_refused') {
    return refused('output_config.format: schema is too complex');
  }
  const problem = strictSchemaProblem(format.schema, { refusesNumbers: true });
  return problem === null ? null : refused(`output_config.format.schema: ${problem}`);
}

function whole(request: MessagesRequest, answer: ModelAnswer, sequence: number): SimulatedAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'request-id': `req_${sequence}` },
    body: {
      id: `msg_${sequence}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: blocksOf(request, answer),
      stop_reason: stopReasonOf(answer),
      stop_sequence: null,
      ...(answer.hasUsage && {
        usage: { input_tokens: inputTokensOf(request), output_tokens: tokensOf(answer.text) },
      }),
    },
  };
}

function streamed(request: MessagesRequest, answer: ModelAnswer, sequence: number): SimulatedAnswer {
  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const usage = { input_tokens: inputTokensOf(request), output_tokens: 1 };
  const said = answer.ending === 'refusal' || answer.ending === 'content_filter' ? '' : answer.text;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'request-id': `req_${sequence}` },
    body: [
      event('message_start', {
        message: {
          id: `msg_${sequence}`,
          type: 'message',
          role: 'assistant',
          model: request.model,
          content: [],
          stop_reason: null,
          ...(answer.hasUsage && { usage }),
        },
      }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      event('ping', {}),
      ...inWordGroups(said).map((text) =>
        event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
      ),
      event('content_block_stop', { index: 0 }),
      event('message_delta', {
        delta: { stop_reason: stopReasonOf(answer), stop_sequence: null },
        ...(answer.hasUsage && { usage: { output_tokens: tokensOf(answer.text) } }),
      }),
      event('message_stop', {}),
    ],
  };
}

/** A model that thinks begins with a block that is not the answer. */
function blocksOf(request: MessagesRequest, { text, ending }: ModelAnswer): readonly object[] {
  const isThinking = request.thinking?.type !== 'disabled';
  const thinking = isThinking ? [{ type: 'thinking', thinking: '', signature: 'c2ln' }] : [];
  const isSaid = ending !== 'refusal' && ending !== 'content_filter' && text !== '';
  return [...thinking, ...(isSaid ? [{ type: 'text', text }] : [])];
}

function stopReasonOf({ ending }: ModelAnswer): string {
  if (ending === 'length') return 'max_tokens';
  return ending === 'stop' ? 'end_turn' : 'refusal';
}

function inputTokensOf({ system = '', messages }: MessagesRequest): number {
  return tokensOf([system, ...messages.map(({ content }) => content)].join('\n'));
}

function seenIn(body: unknown, keepMessages: boolean): SeenByModel {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    return { model: '', responseFormat: 'text', isStream: false, usage: null, messages: null };
  }
  const { model, system, messages, stream, output_config: config } = parsed.data;
  const instructions = system === undefined ? [] : [{ role: 'system', content: system }];
  return {
    model,
    responseFormat: config?.format === undefined ? 'text' : 'json_schema',
    isStream: stream === true,
    usage: null,
    messages: keepMessages ? [...instructions, ...messages] : null,
  };
}

const answeredSchema = z.object({
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
});

function usageIn({ body }: SimulatedAnswer): Pick<SeenByModel, 'usage'> {
  const parsed = answeredSchema.safeParse(body);
  if (!parsed.success) return { usage: null };
  const { input_tokens: inputTokens, output_tokens: outputTokens } = parsed.data.usage;
  return { usage: { inputTokens, outputTokens } };
}

function errorAnswer({ reason, status, message }: SimulatedProblem): SimulatedAnswer {
  switch (reason) {
    case 'unauthorized':
      return failure(401, 'authentication_error', 'invalid x-api-key');
    case 'rate_limited':
      return failure(429, 'rate_limit_error', message);
    case 'quota_exhausted':
      return failure(429, 'rate_limit_error', 'Your organization reached its monthly spend cap.', {
        error_code: 'enforced_spend_limit_reached',
      });
    default:
      return failure(
        status,
        TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'),
        message,
      );
  }
}

const TYPES: Readonly<Record<number, string>> = {
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function refused(message: string): SimulatedAnswer {
  return failure(400, 'invalid_request_error', message);
}

function failure(status: number, type: string, message: string, details?: object): SimulatedAnswer {
  return {
    status,
    body: {
      type: 'error',
      error: { type, message, ...(details !== undefined && { details }) },
      request_id: 'req_simulated',
    },
  };
}
