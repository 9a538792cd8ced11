import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answerShapeOf } from './answer-schema.js';

describe('answerShapeOf', () => {
  it('is strict for closed objects whose properties are all required', () => {
    const described = answerShapeOf(
      'answer',
      z.strictObject({ pages: z.array(z.strictObject({ title: z.string().max(60) })) }),
    );

    expect(described.isStrict).toBe(true);
    expect(described.schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['pages'],
    });
    expect(described.schema).not.toHaveProperty('$schema');
  });

  it.each([
    ['an optional property', z.strictObject({ a: z.string().optional() })],
    ['a default', z.strictObject({ a: z.string().default('x') })],
    ['an open object', z.strictObject({ a: z.looseObject({ b: z.string() }) })],
    ['a record', z.strictObject({ a: z.record(z.string(), z.string()) })],
  ])('is not strict with %s', (_name, schema) => {
    expect(answerShapeOf('answer', schema).isStrict).toBe(false);
  });

  it('takes a property that is called type for what it is', () => {
    expect(answerShapeOf('answer', z.strictObject({ type: z.literal('object') })).isStrict).toBe(true);
  });
});
