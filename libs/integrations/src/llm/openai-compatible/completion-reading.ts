import type { z } from 'zod';
import type { StreamEvent } from '../../http/event-stream.js';
import type { HttpAnswer } from '../../http/http-exchange.js';
import type { VendorUsage } from '../../vendor/vendor-call.js';
import type { WrittenText } from '../chat-wire.js';
import { llmError } from '../llm.errors.js';
import { completionChunkSchema, completionSchema, type WireUsage } from './completion.wire.js';

const END_OF_STREAM = '[DONE]';
const THOUGHTS_BEGIN = '<think>';
const THOUGHTS_END = '</think>';

/** @throws VendorError invalid_output when it is no chat completion */
export function readCompletion(answer: HttpAnswer): WrittenText {
  const completion = parsedAs(completionSchema, answer.text);
  const [choice] = completion.choices;
  return written({
    text: choice?.message.content ?? '',
    isRefused: Boolean(choice?.message.refusal),
    finishReason: choice?.finish_reason ?? null,
    model: completion.model ?? null,
    usage: usageOf(completion.usage),
  });
}

/** @throws VendorError network when it ends before the vendor said that it is complete */
export async function readCompletionStream(
  events: AsyncIterable<StreamEvent>,
  onText: (textSoFar: string) => void,
): Promise<WrittenText> {
  let text = '';
  let isRefused = false;
  let finishReason: string | null = null;
  let model: string | null = null;
  let usage: VendorUsage | null = null;
  for await (const { data } of events) {
    if (data === END_OF_STREAM) break;
    const chunk = parsedAs(completionChunkSchema, data);
    if (chunk.error !== undefined && chunk.error !== null) {
      throw llmError('unavailable', { message: 'the model broke off with an error' });
    }
    const [choice] = chunk.choices;
    model ??= chunk.model ?? null;
    usage = usageOf(chunk.usage ?? choice?.usage) ?? usage;
    finishReason = choice?.finish_reason ?? finishReason;
    isRefused ||= Boolean(choice?.delta?.refusal);
    const piece = choice?.delta?.content ?? '';
    if (piece === '') continue;
    text += piece;
    const said = withoutThoughts(text);
    if (said !== '') onText(said);
  }
  if (finishReason === null) {
    throw llmError('network', { message: 'the stream ended before the answer was complete' });
  }
  return written({ text, isRefused, finishReason, model, usage });
}

function written(told: Omit<WrittenText, 'ending'> & { readonly isRefused: boolean }): WrittenText {
  const { isRefused, text, ...ended } = told;
  const rest = { ...ended, text: withoutThoughts(text) };
  if (isRefused || rest.finishReason === 'content_filter') return { ...rest, ending: 'declined' };
  return { ...rest, ending: rest.finishReason === 'length' ? 'truncated' : 'complete' };
}

/** Some local servers leave a model's thoughts before its answer. */
function withoutThoughts(text: string): string {
  if (!text.trimStart().startsWith(THOUGHTS_BEGIN)) return text;
  const end = text.indexOf(THOUGHTS_END);
  return end < 0 ? '' : text.slice(end + THOUGHTS_END.length).trimStart();
}

function usageOf(usage: WireUsage): VendorUsage | null {
  if (usage === null || usage === undefined) return null;
  return { inputTokens: usage.prompt_tokens ?? null, outputTokens: usage.completion_tokens ?? null };
}

function parsedAs<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Without its cause: a parser quotes what it could not read.
    throw llmError('invalid_output', {
      reason: 'not_a_completion',
      message: 'the chat server did not answer with a chat completion',
    });
  }
}
