import type { z } from 'zod';
import type { StreamEvent } from '../../http/event-stream.js';
import type { HttpAnswer } from '../../http/http-exchange.js';
import type { VendorUsage } from '../../vendor/vendor-call.js';
import type { WrittenText } from '../chat-wire.js';
import { llmError } from '../llm.errors.js';
import { failureOfStreamError } from './message-failure.js';
import { messageEventSchema, messageSchema, type MessageUsage } from './messages.wire.js';

/** Events that tell something; others (`ping`, `content_block_start`…) come and may be added to at any time. */
const READ_EVENTS: readonly string[] = [
  'message_start',
  'content_block_delta',
  'message_delta',
  'message_stop',
  'error',
];

const ENDINGS: Readonly<Record<string, WrittenText['ending']>> = {
  max_tokens: 'truncated',
  model_context_window_exceeded: 'truncated',
  refusal: 'declined',
};

/** @throws VendorError invalid_output when it is no message */
export function readMessage(answer: HttpAnswer): WrittenText {
  const message = parsedAs(messageSchema, answer.text);
  const text = message.content
    .filter(({ type }) => type === 'text')
    .map((block) => block.text ?? '')
    .join('');
  return written({
    text,
    finishReason: message.stop_reason ?? null,
    model: message.model ?? null,
    usage: usageOf(message.usage),
  });
}

/** @throws VendorError network when it ends before `message_stop` */
export async function readMessageStream(
  events: AsyncIterable<StreamEvent>,
  onText: (textSoFar: string) => void,
): Promise<WrittenText> {
  let text = '';
  let finishReason: string | null = null;
  let model: string | null = null;
  let usage: VendorUsage | null = null;
  for await (const { event, data } of events) {
    if (event !== undefined && !READ_EVENTS.includes(event)) continue;
    const told = parsedAs(messageEventSchema, data);
    switch (told.type) {
      case 'message_start':
        model = told.message.model ?? null;
        usage = usageOf(told.message.usage);
        break;
      case 'content_block_delta':
        if (told.delta.type !== 'text_delta') break;
        text += told.delta.text ?? '';
        onText(text);
        break;
      case 'message_delta':
        finishReason = told.delta.stop_reason ?? finishReason;
        usage = withOutput(usage, told.usage);
        break;
      case 'message_stop':
        return written({ text, finishReason, model, usage });
      case 'error':
        throw llmError(failureOfStreamError(told.error.type), {
          message: 'the model broke off with an error',
        });
    }
  }
  throw llmError('network', { message: 'the stream ended before the answer was complete' });
}

function written(told: Omit<WrittenText, 'ending'>): WrittenText {
  return { ...told, ending: ENDINGS[told.finishReason ?? ''] ?? 'complete' };
}

function withOutput(usage: VendorUsage | null, told: MessageUsage): VendorUsage | null {
  const outputTokens = told?.output_tokens ?? usage?.outputTokens ?? null;
  return usage === null && outputTokens === null ? null : { ...usage, outputTokens };
}

/** What was read from the cache and written to it is counted apart, and is input all the same. */
function usageOf(usage: MessageUsage): VendorUsage | null {
  if (usage === null || usage === undefined) return null;
  const { input_tokens: input, cache_creation_input_tokens: created, cache_read_input_tokens: read } = usage;
  return {
    inputTokens: input == null ? null : input + (created ?? 0) + (read ?? 0),
    outputTokens: usage.output_tokens ?? null,
  };
}

function parsedAs<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Without its cause: a parser quotes what it could not read.
    throw llmError('invalid_output', {
      reason: 'not_a_completion',
      message: 'the vendor did not answer with a message',
    });
  }
}
