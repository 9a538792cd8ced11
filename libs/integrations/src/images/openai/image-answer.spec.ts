import { describe, expect, it } from '@jest/globals';
import { simulatedPicture } from '../../../../../test/support/simulators/openai-images-picture.js';
import { readImageAnswer } from './image-answer.js';

const MODEL = 'gpt-image-2.5-flare';
const picture = simulatedPicture({ width: 8, height: 8, isTransparent: true, subject: 'a fish' });
const answerWith = (usage: unknown) => ({
  status: 200,
  headers: new Headers(),
  text: JSON.stringify({ data: [{ b64_json: picture.toString('base64') }], usage }),
});

describe('readImageAnswer', () => {
  it('prices what the vendor has counted', () => {
    const { costMicroUsd } = readImageAnswer(answerWith({ input_tokens: 100, output_tokens: 1_000 }), MODEL);
    expect(costMicroUsd).toBe(100 * 5 + 1_000 * 30);
  });

  it.each([1e15, -1, 'many', null])('knows no price where the vendor has counted %s', (output_tokens) => {
    const reading = readImageAnswer(answerWith({ input_tokens: 100, output_tokens }), MODEL);
    expect(reading).toMatchObject({ costMicroUsd: null, value: { width: 8 } });
  });
});
