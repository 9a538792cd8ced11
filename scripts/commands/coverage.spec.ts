import { describe, expect, it } from '@jest/globals';
import { belowBar, countsOf, LEAST, placeOf, sumOf } from '../coverage-report/measure.mjs';
import { tableOf } from '../coverage-report/table.mjs';
import { splitCoverageArguments } from './coverage.mjs';

const share = (covered: number, total: number) => ({ covered, total });
const counts = (covered: number, total = 100) => ({
  lines: share(covered, total),
  branches: share(covered, total),
  functions: share(covered, total),
});

describe('coverage', () => {
  const source = [
    '/** Adds,',
    ' *  and no more. */',
    'export const add = (a, b) => a + b;',
    '',
    '// Never called.',
    'export function never(a) {',
    '  return a',
    '    * 2;',
    '}',
  ].join('\n');
  const ran = [1, 1, 1, 1, 1, 1, 0, 0, 0];
  const report = {
    statementMap: Object.fromEntries(ran.map((_, at) => [at, { start: { line: at + 1 } }])),
    s: Object.fromEntries(ran.entries()),
    b: { 0: [1], 1: [0] },
    f: { 0: 3, 1: 0 },
  };

  it('counts lines of code, and neither comments nor empty lines', () => {
    expect(countsOf(report, source)).toEqual({
      lines: { covered: 2, total: 4 },
      branches: { covered: 1, total: 2 },
      functions: { covered: 1, total: 2 },
    });
  });

  it('is held against the bar in each kind, over everything together', () => {
    expect(belowBar(counts(LEAST))).toEqual([]);
    expect(belowBar({ ...counts(100), functions: share(799, 1_000) })).toEqual(['functions']);
    // A small file without tests weighs what it weighs.
    expect(belowBar(sumOf([counts(95), counts(0, 10)]))).toEqual([]);
    expect(belowBar(sumOf([counts(85), counts(0, 10)]))).toEqual(['lines', 'branches', 'functions']);
  });

  it('shows a line a lib, marks what is below, and names the files with most that never ran', () => {
    const table = tableOf([
      { file: 'libs/runs/src/a.ts', counts: counts(50) },
      { file: 'libs/runs/src/deep/b.ts', counts: counts(100) },
      { file: 'apps/api/src/main.ts', counts: counts(0, 10) },
    ]);
    expect(table).toMatch(/^apps\/api +1 +0\.0 < +0\.0 < +0\.0 <$/m);
    expect(table).toMatch(/^libs\/runs +2 +75\.0 < +75\.0 < +75\.0 <$/m);
    expect(table).toMatch(/^all +3 +71\.4 < +71\.4 < +71\.4 <$/m);
    expect(table.split('ran\n')[1]).toBe(
      '     50 of 100   libs/runs/src/a.ts\n     10 of 10    apps/api/src/main.ts',
    );
    expect(placeOf('libs/runs/src/deep/b.ts')).toBe('libs/runs');
  });

  it('takes a part by folder, by suite or by file, and only the whole has a bar', () => {
    expect(splitCoverageArguments([])).toMatchObject({ testArgs: [], isWhole: true });
    expect(splitCoverageArguments(['unit'])).toMatchObject({ testArgs: ['unit'], isWhole: false });
    expect(splitCoverageArguments(['unit', '--of', 'libs/runs/', '-t', 'x'])).toEqual({
      sources: ['libs/runs/**/*.ts'],
      testArgs: ['unit', '-t', 'x'],
      isWhole: false,
    });
    expect(() => splitCoverageArguments(['--of', 'test'])).toThrow('--of takes a folder');
  });
});
