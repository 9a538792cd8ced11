import { describe, expect, it } from '@jest/globals';
import { type Bilingual, type Language, LANGUAGES } from '../language.js';
import { fold, tokens } from '../text/fold.js';
import { SECTOR_PACKS, sectorPack } from './sector-packs.js';
import { type SectorPack, SECTORS } from './sector-pack.js';

const TEMPLATES = {
  restaurant: ['restaurant-modern', 'restaurant-traditional', 'fast-food'],
  salon: ['beauty-salon', 'barber-shop', 'spa-wellness'],
  commerce: ['shop-modern', 'marketplace', 'boutique'],
  services: ['professional-services', 'consulting', 'maintenance'],
  artisanat: ['crafts-traditional', 'art-gallery', 'workshop'],
} as const;
const THEMES = ['nova', 'savor', 'luxe', 'impact', 'craft'];
const SECTIONS = [
  'hero',
  'about',
  'services',
  'features',
  'menu',
  'gallery',
  'testimonials',
  'contact',
  'footer',
];
const NUMBER_WORDS: Readonly<Record<Language, RegExp>> = {
  fr: /\b(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent|mille|million|pour cent|moitie|tiers)\b/u,
  en: /\b(two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|thousand|million|percent|thirds?)\b/u,
};

const lists = (pack: SectorPack): Readonly<Record<string, Bilingual<readonly string[]>>> => ({
  jobs: pack.jobs,
  pains: pack.pains,
  advice: pack.pricing.advice,
  risks: pack.risks,
  successFactors: pack.successFactors,
  trustFactors: pack.trustFactors,
  usualServices: pack.usualServices,
  keywords: pack.keywords,
  competitors: { fr: pack.competitors.map((c) => c.kind.fr), en: pack.competitors.map((c) => c.kind.en) },
  openings: {
    fr: pack.openings.map((o) => o.opportunity.fr),
    en: pack.openings.map((o) => o.opportunity.en),
  },
});

const MINIMUM: Readonly<Record<string, number>> = {
  jobs: 7,
  pains: 7,
  advice: 5,
  risks: 6,
  successFactors: 6,
  trustFactors: 6,
  usualServices: 7,
  keywords: 10,
  competitors: 5,
  openings: 6,
};

/** Everything of a pack that a reader may see in that language. */
const textsOf = (pack: SectorPack, language: Language): readonly string[] => [
  pack.label[language],
  pack.pricing.model[language],
  ...Object.values(lists(pack)).flatMap((list) => list[language]),
  ...pack.competitors.flatMap((rival) => [...rival.strengths[language], ...rival.weaknesses[language]]),
  ...pack.openings.map((opening) => opening.timeframe[language]),
  ...Object.values(pack.callToAction[language]),
];

/** Texts that reach a reader as statements: what must not be heard from another trade too. */
const statementsOf = (pack: SectorPack, language: Language): readonly string[] =>
  Object.entries(lists(pack))
    .filter(([name]) => name !== 'usualServices' && name !== 'keywords')
    .flatMap(([, list]) => list[language]);

const fiveGrams = (text: string): readonly string[] => {
  const words = tokens(text);
  return words.slice(4).map((_, index) => words.slice(index, index + 5).join(' '));
};

describe.each(SECTORS)('pack of %s', (sector) => {
  const pack = sectorPack(sector);

  it('is filed under its own sector', () => {
    expect(pack.sector).toBe(sector);
  });

  it.each(LANGUAGES)('has enough of everything in %s, nothing twice', (language) => {
    for (const [name, list] of Object.entries(lists(pack))) {
      const folded = list[language].map(fold);
      expect({ name, enough: folded.length >= (MINIMUM[name] ?? Infinity) }).toEqual({ name, enough: true });
      expect({ name, distinct: new Set(folded).size }).toEqual({ name, distinct: folded.length });
    }
    for (const rival of pack.competitors) {
      expect(rival.strengths[language].length).toBeGreaterThanOrEqual(2);
      expect(rival.weaknesses[language].length).toBeGreaterThanOrEqual(2);
    }
  });

  it('says the same things in both languages', () => {
    for (const list of Object.values(lists(pack))) expect(list.en).toHaveLength(list.fr.length);
    for (const rival of pack.competitors) {
      expect(rival.strengths.en).toHaveLength(rival.strengths.fr.length);
      expect(rival.weaknesses.en).toHaveLength(rival.weaknesses.fr.length);
    }
  });

  it.each(LANGUAGES)('holds no figure, placeholder or stray typography in %s', (language) => {
    for (const text of textsOf(pack, language)) {
      expect(text).not.toMatch(/\p{N}|%|[{}<>[\]]|’|\bTODO\b|\bXXX\b|lorem|\.\.\.|…|\s{2}|^\s|\s$/u);
      expect(fold(text)).not.toMatch(NUMBER_WORDS[language]);
      expect(text.length).toBeGreaterThan(1);
    }
  });

  it.each(LANGUAGES)(
    'writes advice, risks and success factors as sentences in %s, the rest as phrases',
    (language) => {
      for (const sentence of [
        ...pack.pricing.advice[language],
        ...pack.risks[language],
        ...pack.successFactors[language],
      ]) {
        expect(sentence).toMatch(/^\p{Lu}.*[^.]\.$/u);
      }
      const phrases = [
        ...pack.jobs[language],
        ...pack.pains[language],
        ...pack.trustFactors[language],
        ...pack.usualServices[language],
        ...pack.competitors.map((rival) => rival.kind[language]),
        ...pack.openings.map((opening) => opening.timeframe[language]),
        pack.pricing.model[language],
        pack.label[language],
      ];
      for (const phrase of phrases) expect(phrase).toMatch(/^\p{Ll}.*[^.]$/u);
      for (const opening of pack.openings) expect(opening.opportunity[language]).toMatch(/^\p{Lu}.*[^.]$/u);
    },
  );

  it('can draw a site: colours, template, theme, sections and icons that exist', () => {
    expect(Object.values(pack.palette)).toHaveLength(3);
    for (const colour of Object.values(pack.palette)) expect(colour).toMatch(/^#[0-9A-F]{6}$/u);
    expect(new Set(Object.values(pack.palette)).size).toBe(3);

    const known = TEMPLATES[pack.template.category as keyof typeof TEMPLATES];
    expect([pack.template.id, ...pack.template.alternatives]).toEqual(known);
    expect(THEMES).toContain(pack.template.theme);
    expect(pack.template.ctaKind).toMatch(/^[a-z]+(_[a-z]+)*$/u);

    const order = pack.template.sectionOrder;
    expect([order[0], order.at(-1)]).toEqual(['hero', 'footer']);
    expect(order.filter((section) => !SECTIONS.includes(section))).toEqual([]);
    expect(new Set(order).size).toBe(order.length);
    expect(new Set(pack.icons).size).toBeGreaterThanOrEqual(6);
  });
});

describe('all packs together', () => {
  const packs = SECTORS.map((sector) => SECTOR_PACKS[sector]);

  it.each(LANGUAGES)('have distinct labels in %s', (language) => {
    expect(new Set(packs.map((pack) => fold(pack.label[language]))).size).toBe(packs.length);
  });

  it('hold no alias twice, not even in different packs', () => {
    const owners = packs.flatMap((pack) => pack.aliases.map(fold));
    expect(owners.filter((alias, index) => owners.indexOf(alias) !== index)).toEqual([]);
  });

  it.each(LANGUAGES)('share no statement in %s', (language) => {
    const said = packs.flatMap((pack) => statementsOf(pack, language).map(fold));
    expect(said.filter((text, index) => said.indexOf(text) !== index)).toEqual([]);
  });

  it.each(LANGUAGES)('hardly share a run of five words in %s', (language) => {
    const grams = packs.map((pack) => new Set(statementsOf(pack, language).flatMap(fiveGrams)));
    for (const [index, own] of grams.entries()) {
      for (const foreign of grams.slice(index + 1)) {
        const shared = [...own].filter((gram) => foreign.has(gram));
        expect(shared.length / Math.min(own.size, foreign.size)).toBeLessThan(0.01);
      }
    }
  });

  it.each(LANGUAGES)('hardly repeat a run of five words within themselves in %s', (language) => {
    for (const pack of packs) {
      const grams = statementsOf(pack, language).flatMap(fiveGrams);
      expect(new Set(grams).size / grams.length).toBeGreaterThan(0.98);
    }
  });
});
