import type { BusinessBrief } from '@genesis/knowledge';
import { describe, expect, it } from '@jest/globals';
import { notesOnInput, resolveInput } from './brief-input.js';

const brief: BusinessBrief = {
  business_name: 'Atelier Ndar',
  vision: 'v',
  mission: 'm',
  target_audience: 't',
  differentiation: 'd',
  value_proposition: 'p',
  sector: 'couture sur mesure',
  location: { city: 'Dakar', country: 'Sénégal' },
  services: [],
};

describe('resolveInput', () => {
  it('resolves sector and country once and keeps the brief as it was written', () => {
    const input = resolveInput(brief, 'fr');

    expect(input).toEqual({ brief, language: 'fr', sector: 'artisanat', country: 'SN' });
  });

  it('takes a sector that it does not know for `other` and a country that it does not know for none', () => {
    const input = resolveInput({ ...brief, sector: 'xqzt', location: { country: 'Atlantide' } }, 'en');

    expect(input).toMatchObject({ sector: 'other', country: null });
    expect(input.brief.location.country).toBe('Atlantide');
  });
});

describe('notesOnInput', () => {
  it('has nothing to say about an idea that it understands', () => {
    expect(notesOnInput(resolveInput(brief, 'fr'))).toEqual({ warnings: [], missing: [] });
  });

  it('warns of an unknown sector and country and asks for both', () => {
    const notes = notesOnInput(
      resolveInput({ ...brief, sector: 'xqzt', location: { country: 'Atlantide' } }, 'en'),
    );

    expect(notes.warnings.map((warning) => [warning.code, warning.field])).toEqual([
      ['SECTOR_UNKNOWN', 'sector'],
      ['COUNTRY_UNKNOWN', 'location.country'],
    ]);
    expect(notes.missing.map((item) => item.field)).toEqual(['sector', 'location.country']);
  });

  it('asks for a country that nobody named without warning of it', () => {
    const notes = notesOnInput(resolveInput({ ...brief, location: {} }, 'fr'));

    expect(notes.warnings).toEqual([]);
    expect(notes.missing.map((item) => item.field)).toEqual(['location.country']);
  });
});
