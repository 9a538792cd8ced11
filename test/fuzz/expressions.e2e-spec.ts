import { beforeAll, describe, expect, it } from '@jest/globals';
import { inputBound, NOT_CONSTRUCTED } from './expressions/bounded-inputs.js';
import { recordExpressions } from './expressions/constructed-expressions.js';
import { expressionsOfCode } from './expressions/expressions-of-code.js';
import { costOf, type Pump, pumpsFor, subjectOf } from './expressions/hostile-subjects.js';
import { attackOn, hasChecker } from './expressions/known-attacks.js';
import { interrupted } from './expressions/interrupted.js';
import { fuzzOptions } from './fuzz-options.js';

/** Source: the design's checks of security; on a machine on which a bare expression that tries every end from every
 *  beginning of 4,000 characters, once, takes less than a quarter of it. Elsewhere so many of those: what grows faster, or with
 *  longer texts, is far beyond either. */
const LEAST_LIMIT_MS = 50;
const LIMIT_IN_BARE_ONES = 5;
const BARE = { expression: /a+$/g, subject: `${'a'.repeat(4_000)}\0` };
const limitNow = (tries?: number): number =>
  Math.max(LEAST_LIMIT_MS, LIMIT_IN_BARE_ONES * costOf(BARE.expression, BARE.subject, 0, tries));
const TURNS = 6;
const limitMs = limitNow();
/** One that takes time that doubles with each character shows at the first of them on most machines. */
const LENGTHS = [24, 28, 32, 40, 48, 100, 400, 1_600, 6_400];
/** For one expression at all lengths; nothing but an interruption ends one whose time doubles with each character. */
const GIVE_UP_MS = 20_000;
const SUITE_MS = 280_000;

interface Found {
  readonly place: string;
  readonly file: string;
  readonly expression: RegExp;
}

const written = expressionsOfCode();
const literals: readonly Found[] = written.flatMap(({ file, line, expression }) =>
  expression === null ? [] : [{ place: `${file}:${line}`, file, expression }],
);

/** The first length at which it takes longer than it may, told with the subject; null when it is quick at all of them. */
function slowness(found: Found, pumps: readonly Pump[]): string | null {
  const { place, expression } = found;
  return interrupted(
    () => slowestOf(found, pumps),
    GIVE_UP_MS,
    () => `${place} /${expression.source.slice(0, 100)}/: not done after ${GIVE_UP_MS} ms`,
  );
}

function slowestOf({ place, file, expression }: Found, pumps: readonly Pump[]): string | null {
  const bound = inputBound(file);
  for (const pump of pumps) {
    for (const length of [...LENGTHS.filter((each) => each < bound), bound]) {
      const excess = excessOf(expression, subjectOf(pump, length));
      if (excess !== null) {
        return `${place} /${expression.source.slice(0, 100)}/: ${excess} for ${length} of ${JSON.stringify(pump)}`;
      }
    }
  }
  return null;
}

/** How much longer than it may; null when it does not. */
function excessOf(expression: RegExp, subject: string): string | null {
  if (costOf(expression, subject, limitMs) < limitMs) return null;
  // The core may be shared with something that was not there before: the bare one and this one in turns.
  let told: string | null = null;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const limit = limitNow(1);
    const ms = costOf(expression, subject, limit, 1);
    if (ms < limit) return null;
    told = `${Math.round(ms)} of ${Math.round(limit)} ms`;
  }
  return told;
}

/** Each pattern once: the same is written in several places. */
const distinct = (all: readonly Found[]): readonly Found[] => [
  ...new Map(
    all.map((one) => [`${one.expression.source}/${one.expression.flags}/${inputBound(one.file)}`, one]),
  ).values(),
];

describe('fuzzing: every regular expression, 50 ms', () => {
  let constructed: readonly Found[];

  beforeAll(async () => {
    const made = await recordExpressions(async () => {
      const { constructEverything } = await import('./expressions/construct-everything.js');
      constructEverything();
    });
    constructed = made.map(({ file, line, expression }) => ({ place: `${file}:${line}`, file, expression }));
  }, 60_000);

  it('sees what the code constructs at run time, in each file that does', () => {
    const constructing = new Set(
      written.filter(({ expression }) => expression === null).map(({ file }) => file),
    );
    const seen = new Set(constructed.map(({ file }) => file));
    expect([...constructing].filter((file) => !seen.has(file))).toEqual(Object.keys(NOT_CONSTRUCTED));
  });

  it(
    'takes no longer for texts that make it begin again and again',
    () => {
      const slow = distinct([...literals, ...constructed]).map((found) =>
        slowness(found, pumpsFor(found.expression, fuzzOptions.seed)),
      );
      expect(slow.filter((told) => told !== null)).toEqual([]);
    },
    SUITE_MS,
  );

  (hasChecker ? it : it.skip)(
    'takes no longer for the attacks that a checker of expressions finds',
    async () => {
      const slow: string[] = [];
      for (const found of distinct([...literals, ...constructed])) {
        const attack = await attackOn(found.expression);
        const told = attack === null ? null : slowness(found, [attack]);
        if (told !== null) slow.push(told);
      }
      expect(slow).toEqual([]);
    },
    SUITE_MS,
  );

  it('finds a catastrophic one', async () => {
    const found = { place: 'here', file: 'here', expression: /^(?:a+)+$/ };
    expect(slowness(found, pumpsFor(found.expression, fuzzOptions.seed))).toContain('here');
  });

  it('gives one up that would take years', () => {
    const years = /^(?:a+)+$/;
    const told = interrupted(
      () => String(costOf(years, subjectOf({ head: '', pump: 'a', tail: '\u0000' }, 200), limitMs)),
      500,
      () => 'given up',
    );
    expect(told).toBe('given up');
  });
});
