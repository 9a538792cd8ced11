import { describe, expect, it } from '@jest/globals';
import type { StreamEvent } from '../../http/event-stream.js';
import { readMessageStream } from './message-reading.js';

const START = { type: 'message_start', message: { model: 'claude', usage: { input_tokens: 7 } } };
const TEXT = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Bonjour' } };
const END = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } };
const STOP = { type: 'message_stop' };

async function* events(...told: readonly { readonly type: string }[]): AsyncGenerator<StreamEvent> {
  for (const each of told) yield await Promise.resolve({ event: each.type, data: JSON.stringify(each) });
}

const read = (...told: readonly { readonly type: string }[]) =>
  readMessageStream(events(...told), () => undefined);

describe('a streamed message', () => {
  it('is complete with its last event; events that are new to us are passed over', async () => {
    await expect(read(START, { type: 'ping' }, { type: 'news' }, TEXT, END, STOP)).resolves.toEqual({
      text: 'Bonjour',
      ending: 'complete',
      finishReason: 'end_turn',
      model: 'claude',
      usage: { inputTokens: 7, outputTokens: 3 },
    });
  });

  it.each([[[START, TEXT]], [[START, TEXT, END]], [[]]])('is cut when it ends before: %j', async (told) => {
    await expect(read(...told)).rejects.toMatchObject({ failure: 'network' });
  });

  it.each([
    ['overloaded_error', 'unavailable'],
    ['rate_limit_error', 'rate_limited'],
    ['api_error', 'unavailable'],
  ])('ends with the error %s as %s', async (type, failure) => {
    await expect(read(START, TEXT, { type: 'error', error: { type } } as never)).rejects.toMatchObject({
      failure,
    });
  });
});
