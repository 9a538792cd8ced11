import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { expectWithin } from '../../../../../test/support/harness/time-bar.js';
import { readAnswer } from './answer-reading.js';

const schema = z.strictObject({ title: z.string(), tags: z.array(z.string()).length(2) });
const VALUE = { title: 'Du {bon} pain, "chaud"', tags: ['pain', 'Thiès'] };
const JSON_TEXT = JSON.stringify(VALUE);

describe('readAnswer', () => {
  it.each([
    ['alone', JSON_TEXT],
    ['in a fence', `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
    ['in a fence between sentences', `Voici :\n\`\`\`\n${JSON_TEXT}\n\`\`\`\nBonne journée.`],
    ['between sentences', `Sure, [here] it {is}: ${JSON_TEXT}. Anything else?`],
    ['after another object', `I considered {"title": "no"} first.\n${JSON_TEXT}`],
    ['with trailing commas', `{"title": ${JSON.stringify(VALUE.title)}, "tags": ["pain", "Thiès",],}`],
    ['with single quotes', `{'title': 'Du {bon} pain, "chaud"', 'tags': ['pain', 'Thiès']}`],
    ['with a comment', `// the answer\n${JSON_TEXT}`],
    ['with keys that are not quoted', `{title: ${JSON.stringify(VALUE.title)}, tags: ["pain", "Thiès"]}`],
  ])('reads JSON %s', (_name, text) => {
    expect(readAnswer(text, schema)).toEqual({ ok: true, value: VALUE });
  });

  it.each([
    ['prose', 'I would rather not.'],
    ['nothing', ''],
    ['a text that was cut in a value', JSON_TEXT.slice(0, 20)],
    ['a text that was cut behind a bracket', '{"pages": [{"title": "a"}, {"title": "b'],
    ['a text that was cut between two entries', '{"title": "a", "tags": ["b"], '],
  ])('does not guess at %s', (_name, text) => {
    expect(readAnswer(text, z.unknown())).toMatchObject({ ok: false, reason: 'not_json' });
  });

  it('says what is wrong, in words for the model', () => {
    expect(readAnswer('{"title": 3, "tags": ["a", "b"]}', schema)).toEqual({
      ok: false,
      reason: 'schema_mismatch',
      problems: [expect.stringContaining('title: ')],
    });
  });

  it.each([
    ['brackets', '{"a":['.repeat(50_000)],
    ['slips', `{"a":"${'x" y '.repeat(60_000)}"}`],
  ])('is done quickly with a long text of %s', (_name, text) => {
    const startedAt = performance.now();
    readAnswer(text, schema);
    expectWithin('the reading', performance.now() - startedAt, 2_000);
  });
});
