import { LANGUAGES, writeResearch } from '@genesis/knowledge';
import { describe, expect, it } from '@jest/globals';
import { researchReport } from './research-report.js';

const { result } = writeResearch({
  brief: {
    business_name: 'La Calebasse',
    sector: 'restaurant',
    vision: 'Nourrir.',
    mission: 'Cuisiner.',
    target_audience: 'Des lycéens.',
    differentiation: 'Le menu du dimanche.',
    value_proposition: 'Un mafé à 700 FCFA.',
    location: { city: 'Thiès', country: 'Sénégal' },
    services: [],
  },
  language: 'fr',
  sector: 'restaurant',
  country: 'SN',
});
const source = {
  title: 'Manger <b>à</b> [Thiès](http://evil.test)',
  url: 'https://presse.test/a_b',
  date: '2026-11-25',
};

describe('the report of a research', () => {
  it('lists the pages that were read, with address and day, as dead text', () => {
    const report = researchReport(
      { ...result, search_metadata: { ...result.search_metadata, sources: [source] } },
      'La Calebasse',
      'fr',
    );
    expect(report).toContain('## Pages consultées');
    expect(report).toContain('https://presse.test/a\\_b, consultée le 2026-11-25');
    expect(report).not.toMatch(/<b>|(?<!\\)\]\(/u);
  });

  it('names rivals that a page names', () => {
    const [rival] = result.competitors;
    const named = { ...rival, kind: 'Cantine', name: 'Chez Fatou', strengths: ['x'], weaknesses: ['y'] };
    const competitors = [{ ...named, market_position: null, url: null, sources: [source.url] }];
    expect(researchReport({ ...result, competitors }, 'La Calebasse', 'fr')).toContain(
      'Chez Fatou (Cantine)',
    );
  });

  it.each(LANGUAGES)('has no section without content (%s)', (language) => {
    const report = researchReport(result, 'La Calebasse', language);
    expect(report).not.toMatch(/Pages consultées|Pages that were read|Ce qui change|What is changing/u);
  });
});
