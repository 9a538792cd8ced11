import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SCOPES } from '../../test/mutation/scopes.mjs';
import { scoreOf } from './mutation.mjs';

const PROJECT = path.resolve(import.meta.dirname, '../..');

describe('Fuzzing: the mutation tests', () => {
  const change = (status: string) => ({ file: 'a.ts', status, mutatorName: 'x', replacement: '', line: 0 });

  it('count what a test has failed on or hung on, against all that could be noticed', () => {
    const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError'];
    expect(scoreOf(statuses.map(change))).toEqual({ noticed: 2, unnoticed: 2, score: 50 });
  });

  it('have not passed where nothing was changed', () => {
    expect(scoreOf([]).score).toBe(0);
    expect(scoreOf([change('Ignored')]).score).toBe(0);
  });

  it.each(Object.entries(SCOPES))('of %s speak of files and lines that are there', (_, { mutate, specs }) => {
    for (const spec of specs)
      expect({ spec, isThere: existsSync(path.join(PROJECT, spec)) }).toMatchObject({ isThere: true });
    for (const place of mutate) {
      const [file = '', lines = '1'] = place.split(':');
      const count = readFileSync(path.join(PROJECT, file), 'utf8').split('\n').length;
      expect(Number(lines.split('-').at(-1))).toBeLessThanOrEqual(count);
    }
  });
});
