import { describe, expect, it } from '@jest/globals';
import { expectWithin } from '../../../../test/support/harness/time-bar.js';
import { preferencesIn } from './preferences.js';

const NONE = { waitMs: null, isAsync: false };

describe('preferencesIn', () => {
  it.each<[string, string | string[] | undefined, object]>([
    ['no header', undefined, NONE],
    ['an empty one', '', NONE],
    ['a wait', 'wait=10', { ...NONE, waitMs: 10_000 }],
    ['a wait of nothing', 'wait=0', { ...NONE, waitMs: 0 }],
    ['a longer wait than we offer', 'wait=100', { ...NONE, waitMs: 65_000 }],
    ['the longest', 'wait=65', { ...NONE, waitMs: 65_000 }],
    ['in any case', 'WAIT=10', { ...NONE, waitMs: 10_000 }],
    ['with spaces', '  wait = 10 ', { ...NONE, waitMs: 10_000 }],
    ['quoted', 'wait="10"', { ...NONE, waitMs: 10_000 }],
    ['with a parameter', 'wait=10; priority=5', { ...NONE, waitMs: 10_000 }],
    ['several', 'respond-async, wait=10', { isAsync: true, waitMs: 10_000 }],
    ['several headers', ['handling=lenient', 'wait=10'], { ...NONE, waitMs: 10_000 }],
    ['one that we do not know', 'return=minimal, wait=10', { ...NONE, waitMs: 10_000 }],
    ['a comma in quotes', 'foo="a, wait=99", wait=10', { ...NONE, waitMs: 10_000 }],
    ['quotes in quotes', 'foo="a\\", wait=99", wait=10', { ...NONE, waitMs: 10_000 }],
    ['two of one kind: the first', 'wait=10, wait=20', { ...NONE, waitMs: 10_000 }],
    ['async alone', 'respond-async', { ...NONE, isAsync: true }],
    ['async with an empty value', 'respond-async=""', { ...NONE, isAsync: true }],
    ['a text', 'wait=soon', NONE],
    ['a fraction', 'wait=1.5', NONE],
    ['a negative number', 'wait=-1', NONE],
    ['a sign', 'wait=+1', NONE],
    ['an exponent', 'wait=1e1', NONE],
    ['nothing behind the sign', 'wait=', NONE],
    ['no value', 'wait', NONE],
    ['a number beyond all', `wait=${'9'.repeat(50)}`, NONE],
    ['a bad first value', 'wait=x, wait=10', NONE],
    ['rubbish', ';=",,,"', NONE],
    ['a quote that does not end', 'foo="a, wait=10', NONE],
    ['a header beyond reason', `wait=10,${'x,'.repeat(1_000)}`, NONE],
  ])('%s', (_, header, expected) => {
    expect(preferencesIn(header)).toEqual(expected);
  });

  it('reads a hostile header in no time', () => {
    const startedAtMs = performance.now();
    for (const header of [
      '"\\'.repeat(499),
      'a='.repeat(499),
      '!'.repeat(999),
      ' '.repeat(999),
      '"'.repeat(999),
    ]) {
      preferencesIn(header);
    }

    expectWithin('the reading', performance.now() - startedAtMs, 200);
  });
});
