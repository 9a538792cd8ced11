import { describe, expect, it } from '@jest/globals';
import type { StreamEvent } from '../../http/event-stream.js';
import { readCompletion, readCompletionStream } from './completion-reading.js';

const answerWith = (text: string) => ({ status: 200, headers: new Headers(), text });
const completion = (content: string) =>
  answerWith(JSON.stringify({ choices: [{ message: { content }, finish_reason: 'stop' }] }));

async function* events(...chunks: readonly (object | string)[]): AsyncGenerator<StreamEvent> {
  for (const chunk of chunks) {
    yield await Promise.resolve({ data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) });
  }
}
const delta = (content: string) => ({ choices: [{ delta: { content } }] });
const end = { choices: [{ delta: {}, finish_reason: 'stop' }] };

describe('a chat completion', () => {
  it('is read without the thoughts that a local server leaves in it', () => {
    expect(readCompletion(completion('<think>Hm {"a": 1}</think>\n\nBonjour')).text).toBe('Bonjour');
    expect(readCompletion(completion('<think>Hm, and then it was cut')).text).toBe('');
  });

  it('is told without thoughts while it is streamed', async () => {
    const heard: string[] = [];
    const written = await readCompletionStream(
      events(delta('<think>Hm'), delta('m</think>'), delta('Bon'), delta('jour'), end, '[DONE]'),
      (text) => heard.push(text),
    );
    expect(written).toMatchObject({ text: 'Bonjour', ending: 'complete' });
    expect(heard).toEqual(['Bon', 'Bonjour']);
  });

  it('is complete at its finish reason, whether or not the end is marked', async () => {
    await expect(readCompletionStream(events(delta('a'), end), () => undefined)).resolves.toMatchObject({
      text: 'a',
    });
    await expect(readCompletionStream(events(delta('a'), '[DONE]'), () => undefined)).rejects.toMatchObject({
      failure: 'network',
    });
  });

  it('is unavailable when the server reports an error in the middle', async () => {
    const broken = { error: { message: 'CUDA out of memory' } };
    await expect(readCompletionStream(events(delta('a'), broken), () => undefined)).rejects.toMatchObject({
      failure: 'unavailable',
    });
  });

  it.each([1e15, -1, 1.5, '7'])('takes %s for no count of tokens', (count) => {
    const text = JSON.stringify({
      choices: [{ message: { content: 'a' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 12, completion_tokens: count },
    });
    expect(readCompletion(answerWith(text)).usage).toEqual({ inputTokens: 12, outputTokens: null });
  });

  it('quotes nothing that it cannot read', () => {
    const read = (): unknown => readCompletion(answerWith('<html>secret</html>'));
    expect(read).toThrow(expect.objectContaining({ reason: 'not_a_completion' }));
    expect(read).not.toThrow(expect.objectContaining({ cause: expect.anything() }));
  });
});
