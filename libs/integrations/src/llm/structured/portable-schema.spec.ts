import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { strictSchemaProblem } from '../../../../../test/support/simulators/chat-strict-schema.js';
import { answerShapeOf } from './answer-schema.js';
import { portableSchema } from './portable-schema.js';

describe('portableSchema', () => {
  it('tells limits in words', () => {
    const { schema } = answerShapeOf(
      'page',
      z.strictObject({
        title: z.string().min(3).max(60).describe('Of the page.'),
        tags: z.array(z.string()).min(1).max(5),
        share: z.number().min(0).max(1),
      }),
    );

    expect(portableSchema(schema)).toMatchObject({
      properties: {
        title: { type: 'string', description: 'Of the page. (at least 3 characters, at most 60 characters)' },
        tags: { type: 'array', description: '(at least 1 entries, at most 5 entries)' },
        share: { type: 'number', description: '(not below 0, not above 1)' },
      },
    });
  });

  it('leaves nothing that an enforcing vendor refuses', () => {
    const kinds = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a'), at: z.iso.date() }),
      z.strictObject({ kind: z.literal('b'), code: z.string().regex(/^#[0-9a-f]{6}$/) }),
    ]);
    const { schema } = answerShapeOf('kinds', z.strictObject({ kinds: z.array(kinds).max(3) }));

    expect(strictSchemaProblem(schema, { refusesNumbers: true })).not.toBeNull();
    expect(strictSchemaProblem(portableSchema(schema), { refusesNumbers: true })).toBeNull();
  });

  it('keeps properties that are called like keywords', () => {
    const { schema } = answerShapeOf('odd', z.strictObject({ default: z.string(), format: z.string() }));
    expect(Object.keys(portableSchema(schema)['properties'] as object)).toEqual(['default', 'format']);
  });
});
