import { z } from 'zod';
import { modelAnswer, tokensOf, type ModelAnswer } from './chat-answer.js';
import type { SeenByModel } from './chat-ledger.js';
import type { ModelBehaviour } from './chat-script.js';
import type { SimulatedAnswer } from './vendor-simulator-answer.js';

/** The part of OpenAI's chat completion request that the simulators read; the rest is accepted and ignored. */
export const chatCompletionRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: z.union([
          z.string(),
          z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
          z.null(),
        ]),
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  temperature: z.number().nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({
          name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
          strict: z.boolean().nullish(),
          schema: z.record(z.string(), z.unknown()),
        }),
      }),
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({ type: z.literal('text') }),
    ])
    .optional(),
});
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequestSchema>;

const WORDS_PER_CHUNK = 6;

/** A body in the form of OpenAI's errors. */
export function errorBody(error: { message: string; type: string; code?: string; param?: string }): object {
  return { error: { param: null, code: null, ...error } };
}

export function messageText(content: ChatCompletionRequest['messages'][number]['content']): string {
  if (content === null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
}

/** Vendors without schemas want the word somewhere in the messages, or they write blanks until the limit. */
export function saysJson({ messages }: ChatCompletionRequest): boolean {
  return messages.some(({ content }) => /json/i.test(messageText(content)));
}

/** What the ledger notes of a request; of one that cannot be read, next to nothing. */
export function seenInChatRequest(body: unknown, keepMessages: boolean): SeenByModel {
  const parsed = chatCompletionRequestSchema.safeParse(body);
  if (!parsed.success) {
    return { model: '', responseFormat: 'text', isStream: false, usage: null, messages: null };
  }
  const { model, response_format: format, stream, messages } = parsed.data;
  return {
    model,
    responseFormat: format?.type ?? 'text',
    isStream: stream === true,
    usage: null,
    messages: keepMessages
      ? messages.map(({ role, content }) => ({ role, content: messageText(content) }))
      : null,
  };
}

/** A chat completion, whole or as a stream of events, deformed as `behaviour` asks. */
export function chatCompletionAnswer(
  request: ChatCompletionRequest,
  context: {
    readonly behaviour: ModelBehaviour | null;
    readonly sequence: number;
    readonly seed: number;
    /** The fields of `message` that tell of thinking, before the content; absent where the vendor has none. */
    readonly extraMessage?: object;
  },
): SimulatedAnswer {
  const answer = answerTo(request, context);
  const asked = request.messages.map(({ content }) => messageText(content)).join('\n');
  const promptTokens = tokensOf(asked);
  const completionTokens = tokensOf(answer.text);
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
  const envelope = {
    id: `chatcmpl-${context.sequence}`,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  if (request.stream === true) {
    return streamed({ envelope, answer, usage: answer.hasUsage ? usage : null, request });
  }
  const { content, refusal } = saidBy(answer);
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-request-id': `req-${context.sequence}` },
    body: {
      ...envelope,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal, ...context.extraMessage },
          logprobs: null,
          finish_reason: finishReasonOf(answer),
        },
      ],
      ...(answer.hasUsage && { usage }),
    },
  };
}

const usageSchema = z.object({
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).optional(),
});

/** What an answer says that it cost. */
export function usageInChatAnswer({ body }: SimulatedAnswer): Pick<SeenByModel, 'usage'> {
  const bodies = isWritten(body) ? [body].flat().map(eventOf) : [body];
  for (const each of bodies.reverse()) {
    const parsed = usageSchema.safeParse(each);
    if (!parsed.success || parsed.data.usage === undefined) continue;
    const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = parsed.data.usage;
    return { usage: { inputTokens, outputTokens } };
  }
  return { usage: null };
}

/** As a stream, or with blank lines before the JSON. */
function isWritten(body: SimulatedAnswer['body']): body is string | readonly string[] {
  return typeof body === 'string' || Array.isArray(body);
}

function eventOf(piece: string): unknown {
  try {
    return JSON.parse(piece.replace(/^data: /, ''));
  } catch {
    return null;
  }
}

function streamed(told: {
  readonly envelope: object;
  readonly answer: ModelAnswer;
  readonly usage: object | null;
  readonly request: ChatCompletionRequest;
}): SimulatedAnswer {
  const { envelope, answer, usage, request } = told;
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', ...fields })}\n\n`;
  const delta = (given: object, finishReason: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta: given, finish_reason: finishReason }] });
  const { content, refusal } = saidBy(answer);
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: [
      delta({ role: 'assistant', content: '' }),
      ...inWordGroups(content ?? '').map((part) => delta({ content: part })),
      ...(refusal === null ? [] : [delta({ refusal })]),
      delta({}, finishReasonOf(answer)),
      ...(usage !== null && request.stream_options?.include_usage === true
        ? [chunk({ choices: [], usage })]
        : []),
      'data: [DONE]\n\n',
    ],
  };
}

/** A text in the pieces in which a model would stream it. */
export function inWordGroups(text: string): readonly string[] {
  return text.match(new RegExp(`(?:\\S+\\s*|\\s+){1,${WORDS_PER_CHUNK}}`, 'gu')) ?? [];
}

function saidBy({ text, ending }: ModelAnswer): {
  readonly content: string | null;
  readonly refusal: string | null;
} {
  return ending === 'refusal' ? { content: null, refusal: text } : { content: text, refusal: null };
}

function finishReasonOf({ ending }: ModelAnswer): string {
  return ending === 'refusal' ? 'stop' : ending;
}

function answerTo(
  request: ChatCompletionRequest,
  { behaviour, seed }: { readonly behaviour: ModelBehaviour | null; readonly seed: number },
): ModelAnswer {
  const textOf = (...roles: readonly string[]): string =>
    request.messages
      .filter(({ role }) => roles.includes(role))
      .map(({ content }) => messageText(content))
      .join('\n');
  const format = request.response_format;
  const schema =
    format?.type === 'json_schema'
      ? format.json_schema.schema
      : format?.type === 'json_object'
        ? ('object' as const)
        : null;
  return modelAnswer(
    { system: textOf('system', 'developer'), prompt: textOf('user'), schema, seed },
    behaviour,
  );
}
