import { z } from 'zod';
import type { ChatBehaviour } from './chat-script.js';
import { sampleJsonSchema, type JsonSchema } from './json-schema-sample.js';

/** The part of OpenAI's chat completion request that the simulator reads; the rest is accepted and ignored. */
export const chatCompletionRequestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: z.union([
          z.string(),
          z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
        ]),
      }),
    )
    .min(1),
  stream: z.literal(false).optional(),
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

const CHARACTERS_PER_TOKEN = 4;
const HUGE_BODY_BYTES = 6 * 1024 * 1024;

/** A body in the form of OpenAI's errors. */
export function errorBody(error: { message: string; type: string; code?: string; param?: string }): object {
  return { error: { param: null, code: null, ...error } };
}

export function messageText(content: ChatCompletionRequest['messages'][number]['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
}

/** A chat completion, deformed as `behaviour` asks. */
export function chatCompletion(
  request: ChatCompletionRequest,
  { behaviour, sequence, seed }: { behaviour: ChatBehaviour | null; sequence: number; seed: number },
): object {
  const answer = answerTo(request, seed);
  const { message, finishReason } = deform(answer, behaviour);
  const asked = request.messages.map(({ content }) => messageText(content)).join('\n');
  const promptTokens = tokensOf(asked);
  const completionTokens = tokensOf(message.content ?? message.refusal ?? '');
  return {
    id: `chatcmpl-${sequence}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [
      { index: 0, message: { role: 'assistant', ...message }, logprobs: null, finish_reason: finishReason },
    ],
    ...(behaviour?.kind === 'no_usage'
      ? {}
      : {
          usage: {
            prompt_tokens: promptTokens,
            completion_tokens: completionTokens,
            total_tokens: promptTokens + completionTokens,
          },
        }),
  };
}

interface Deformed {
  readonly message: { readonly content: string | null; readonly refusal: string | null };
  readonly finishReason: 'stop' | 'length' | 'content_filter';
}

function deform(answer: string, behaviour: ChatBehaviour | null): Deformed {
  const say = (content: string, finishReason: Deformed['finishReason'] = 'stop'): Deformed => ({
    message: { content, refusal: null },
    finishReason,
  });
  switch (behaviour?.kind) {
    case 'broken_json':
      return say(answer.slice(0, Math.max(1, Math.floor(answer.length / 2))));
    case 'wrong_schema':
      return say(JSON.stringify({ unexpected: true }));
    case 'fenced_json':
      return say(`\`\`\`json\n${answer}\n\`\`\``);
    case 'content':
      return say(behaviour.content);
    case 'empty':
      return say('');
    case 'length':
      return say(answer.slice(0, Math.floor(answer.length / 2)), 'length');
    case 'refusal':
      return {
        message: { content: null, refusal: 'I cannot help with that request.' },
        finishReason: 'stop',
      };
    case 'content_filter':
      return say('', 'content_filter');
    case 'huge_body':
      return say(JSON.stringify({ filler: 'x'.repeat(HUGE_BODY_BYTES) }));
    default:
      return say(answer);
  }
}

function answerTo(request: ChatCompletionRequest, seed: number): string {
  const prompt = request.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => messageText(content))
    .join('\n');
  const format = request.response_format;
  if (format === undefined || format.type === 'text') {
    return String(sampleJsonSchema({ type: 'string', minLength: 40 }, { prompt, seed }));
  }
  const schema: JsonSchema | null =
    format.type === 'json_schema' ? format.json_schema.schema : schemaInInstructions(request);
  return JSON.stringify(
    sampleJsonSchema(schema ?? { properties: { answer: { type: 'string' } } }, { prompt, seed }),
  );
}

/** In json_object mode the schema can only stand in the instructions: the first JSON object that ends a message. */
function schemaInInstructions(request: ChatCompletionRequest): JsonSchema | null {
  for (const { role, content } of request.messages) {
    if (role !== 'system' && role !== 'developer') continue;
    const text = messageText(content).trimEnd();
    for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      const schema = parsedObject(text.slice(at));
      if (schema !== null) return schema;
    }
  }
  return null;
}

function parsedObject(text: string): JsonSchema | null {
  try {
    return JSON.parse(text) as JsonSchema;
  } catch {
    return null;
  }
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
