import { describe, expect, it } from '@jest/globals';
import { ENGLISH_IDEAS } from '../../../../test/support/ideas/ideas.en.js';
import { FRENCH_IDEAS } from '../../../../test/support/ideas/ideas.fr.js';
import { resolveSector } from './resolve-sector.js';

describe('the sectors of the hand-written ideas', () => {
  it.each(
    [...FRENCH_IDEAS, ...ENGLISH_IDEAS].map(({ id, sector, brief }) => [id, brief.sector, sector] as const),
  )('%s: "%s" is %s', (_id, text, sector) => {
    expect(resolveSector(text).sector).toBe(sector);
  });
});
