import { describe, expect, it } from '@jest/globals';
import { readKimiTurn } from './kimi-reading.js';

const PAGE = { title: 'Ateliers de Thiès', url: 'https://thies.example.com/', content: 'Trois ateliers.' };

/** A turn that ends with this text. */
function read(content: string) {
  const text = JSON.stringify({
    model: 'kimi-k2.6',
    choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 10 },
  });
  return readKimiTurn({ status: 200, headers: new Headers(), text }, { model: 'kimi-k2.6', maxResults: 5 })
    .value;
}

const found = (filling: string) =>
  JSON.stringify({ results: [{ ...PAGE, content: filling }], answer: 'Trois ateliers cousent à Thiès.' });

describe('readKimiTurn', () => {
  it('mends slips in a short text', () => {
    expect(read(`Voici : ${found('Trois ateliers.').slice(0, -1)},}`)).toMatchObject({ results: [PAGE] });
  });

  it('takes a long text as it is', () => {
    const [result] = (read(found('ab '.repeat(20_000))) as { results: { url: string }[] }).results;
    expect(result?.url).toBe(PAGE.url);
  });

  it('does not mend a long text: that would stop the process for seconds', () => {
    const stray = `{"results": [${`"`.repeat(100_001)}]}`;
    expect(() => read(stray)).toThrow(
      expect.objectContaining({ failure: 'invalid_output', reason: 'not_json' }),
    );
  });
});
