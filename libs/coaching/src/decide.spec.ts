import { describe, expect, it } from '@jest/globals';
import { decide, type DecisionInput, isTooShort } from './decide.js';

const limits = { maxClarifications: 2, acceptThreshold: 0.6 };

const decided = (input: Partial<DecisionInput>) =>
  decide(
    {
      gesture: 'text',
      isTooShort: false,
      verdict: { isValid: true, score: 0.8, by: 'llm' },
      clarificationsUsed: 0,
      bestScore: null,
      ...input,
    },
    limits,
  );
const weak = { isValid: false, score: 0.35, by: 'llm' } as const;

describe('decide', () => {
  it('accepts a choice that was clicked without a judge', () => {
    expect(decided({ gesture: 'choice', verdict: null })).toEqual({
      result: 'accept',
      judgedBy: 'choice',
      confidence: 1,
      isWeak: false,
      isBestKept: false,
    });
  });

  it.each([
    [null, null, 0.4, true],
    [0.55, null, 0.55, true],
    [null, { ...weak, score: 0.7 }, 0.7, false],
  ])('accepts as is, with the best score seen (%j, %j)', (bestScore, verdict, confidence, isWeak) => {
    expect(decided({ gesture: 'force_accept', bestScore, verdict })).toMatchObject({
      result: 'accept',
      judgedBy: 'forced',
      confidence,
      isWeak,
    });
  });

  it('skips with a low confidence', () => {
    expect(decided({ gesture: 'skip', verdict: null })).toEqual({
      result: 'skip',
      judgedBy: 'skipped',
      confidence: 0.3,
    });
  });

  it('asks again for a few words, without a judge', () => {
    expect(decided({ isTooShort: true, verdict: null })).toEqual({ result: 'clarify', judgedBy: 'rule' });
  });

  it('keeps a few words, flagged, when no clarification is left', () => {
    expect(decided({ isTooShort: true, verdict: null, clarificationsUsed: 2 })).toMatchObject({
      result: 'accept',
      judgedBy: 'forced',
      confidence: 0.3,
      isWeak: true,
      isBestKept: false,
    });
  });

  it.each(['llm', 'rule', 'fallback'] as const)('accepts what %s finds good', (by) => {
    expect(decided({ verdict: { isValid: true, score: 0.6, by } })).toMatchObject({
      result: 'accept',
      judgedBy: by,
      confidence: 0.6,
      isWeak: false,
    });
  });

  it.each([
    { isValid: true, score: 0.59, by: 'rule' },
    { isValid: false, score: 0.9, by: 'llm' },
  ] as const)('asks again after %j', (verdict) => {
    expect(decided({ verdict, clarificationsUsed: 1 })).toEqual({ result: 'clarify', judgedBy: verdict.by });
  });

  it('then keeps the best answer of all, flagged', () => {
    expect(decided({ verdict: weak, clarificationsUsed: 2, bestScore: 0.5 })).toEqual({
      result: 'accept',
      judgedBy: 'forced',
      confidence: 0.5,
      isWeak: true,
      isBestKept: true,
    });
    expect(decided({ verdict: weak, clarificationsUsed: 2, bestScore: 0.2 })).toMatchObject({
      confidence: 0.35,
      isBestKept: false,
    });
  });
});

describe('too short', () => {
  it.each(['🙂', '12 500', 'oui', 'Le riz', '... !!', '7 7 7 7'])('is %s', (answer) => {
    expect(isTooShort(answer)).toBe(true);
  });

  it.each(["J'aide mes voisines", 'Livrer des repas à Kigali'])('is not %s', (answer) => {
    expect(isTooShort(answer)).toBe(false);
  });
});
