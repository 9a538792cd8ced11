import { describe, expect, it } from '@jest/globals';
import { ideaOf } from './contract-idea.js';

const ORDER = {
  business_info: { company_name: 'Ndar Couture', industry: 'couture', description: 'Un atelier à Thiès.' },
  market_info: { target_audience: 'Des femmes', competitors: ['Sope'], goals: ['Vingt commandes'] },
};

describe('ideaOf', () => {
  it('keeps competitors and goals out of the brief', () => {
    const { brief, origin } = ideaOf(ORDER, null);

    expect(JSON.stringify(brief)).not.toMatch(/Sope|Vingt/);
    expect(brief.services).toEqual([]);
    expect(origin.hints).toEqual({ competitors: ['Sope'], goals: ['Vingt commandes'], challenges: null });
  });

  it('marks what stands on the one description', () => {
    const { brief, origin } = ideaOf(ORDER, null);

    expect(origin.derived).toEqual(['vision', 'mission', 'differentiation', 'value_proposition']);
    for (const field of origin.derived ?? []) expect(brief[field]).toBe('Un atelier à Thiès.');
  });

  it.each([
    ['no profile', null, {}],
    ['a profile without a place', { city: null, country: null }, {}],
    ['a profile with an empty place', { city: ' ', country: '' }, {}],
    ['a profile with a country alone', { city: null, country: 'SN' }, { country: 'SN' }],
    ['a full profile', { city: 'Thiès', country: 'Sénégal' }, { city: 'Thiès', country: 'Sénégal' }],
  ])('guesses no place: %s', (_, profile, location) => {
    expect(ideaOf(ORDER, profile).brief.location).toEqual(location);
  });
});
