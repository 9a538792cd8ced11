import { describe, expect, it } from '@jest/globals';
import { namedTags } from './entity-tag-list.js';
import { requireMatch, versionsIn } from './entity-tag.js';

const strong = (tag: string) => ({ tag: `"${tag}"`, isWeak: false });
const weak = (tag: string) => ({ tag: `"${tag}"`, isWeak: true });

describe('a list of entity tags', () => {
  it.each([
    ['*', '*'],
    [' * ', '*'],
    ['"a"', [strong('a')]],
    ['W/"a"', [weak('a')]],
    ['"a", W/"b" ,"c"', [strong('a'), weak('b'), strong('c')]],
    ['"a,b", "c"', [strong('a,b'), strong('c')]],
    [',, "a",', [strong('a')]],
    ['""', [strong('')]],
    ['"é"', [strong('é')]],
  ])('reads %s', (header, expected) => {
    expect(namedTags(header)).toEqual(expected);
  });

  it.each(['', 'a', '"a', 'w/"a"', '"a" "b"', '"a"b', '"a", *', '*, "a"', '"a\u0001"', "'a'"])(
    'names nothing in %j',
    (header) => {
      expect(namedTags(header)).toEqual([]);
    },
  );

  it('ends with the hundredth, however long it goes on', () => {
    expect(namedTags('"a",'.repeat(100_000))).toHaveLength(100);
    expect(namedTags(`${','.repeat(8_000)}x`)).toEqual([]);
    expect(namedTags(' '.repeat(8_000))).toEqual([]);
  });
});

describe('If-Match', () => {
  it('takes the tag that is there, among others or by *', () => {
    for (const header of ['"a"', '"b", "a"', '*']) {
      expect(() => {
        requireMatch(header, '"a"');
      }).not.toThrow();
    }
  });

  it.each(['"b"', 'W/"a"', 'a', '', '"a", *'])('refuses %j', (header) => {
    expect(() => {
      requireMatch(header, '"a"');
    }).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }));
  });

  it('names versions', () => {
    expect(versionsIn('"3"')).toEqual([3]);
    expect(versionsIn('"3", W/"4", "x", "5"')).toEqual([3, 5]);
    expect(versionsIn('*')).toBeNull();
    expect(() => versionsIn(undefined)).toThrow(expect.objectContaining({ code: 'PRECONDITION_REQUIRED' }));
    for (const header of ['W/"3"', '3', '"1234567890"', '"x"'])
      expect(() => versionsIn(header)).toThrow(expect.objectContaining({ code: 'PRECONDITION_FAILED' }));
  });
});
