import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ENGLISH_IDEAS } from '../../../../test/support/ideas/ideas.en.js';
import { FRESH_IDEAS } from '../../../../test/support/ideas/ideas.fresh.js';
import { FRENCH_IDEAS } from '../../../../test/support/ideas/ideas.fr.js';
import { VAGUE_IDEAS } from '../../../../test/support/ideas/ideas.vague.js';
import type { BusinessBrief } from '../business-brief.js';
import { countryOfLocation } from '../countries/resolve-country.js';
import type { Language } from '../language.js';
import { numbersIn } from '../reading/numbers.js';
import { readIdea } from '../reading/read-idea.js';
import { contentResultSchema } from '../results/content-result.js';
import { researchResultSchema } from '../results/research-result.js';
import { seoResultSchema } from '../results/seo-result.js';
import { SECTORS } from '../sectors/sector-pack.js';
import { contentStems, fold } from '../text/fold.js';
import type { KnowledgeInput } from './knowledge-input.js';
import { sentencesOf } from './prose.js';
import { writeContent } from './write-content.js';
import { writeResearch } from './write-research.js';
import { writeSeo } from './write-seo.js';

const IDEAS = [...FRENCH_IDEAS, ...ENGLISH_IDEAS];

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}

function fiveWords(value: unknown): ReadonlySet<string> {
  const words =
    strings(value)
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(4).map((_word, index) => words.slice(index, index + 5).join(' ')));
}

function share(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((gram) => other.has(gram)).length;
  return common / Math.max(1, Math.min(one.size, other.size));
}

function writeAll(input: KnowledgeInput) {
  return {
    content: writeContent(input).result,
    research: writeResearch(input).result,
    seo: writeSeo(input).result,
  };
}

function pairsOf<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}

const told = ({ brief }: { readonly brief: BusinessBrief }): string =>
  [
    brief.vision,
    brief.mission,
    brief.target_audience,
    brief.differentiation,
    brief.value_proposition,
    ...brief.services,
  ].join(' ');

describe.each([...IDEAS, ...FRESH_IDEAS].map((idea) => [idea.id, idea] as const))('%s', (_id, idea) => {
  const { content, research, seo } = writeAll(idea);
  const language = idea.language;
  const pages = {
    homepage: content.homepage[language],
    about: content.about[language],
    services: content.services[language],
    contact: content.contact[language],
    research,
    seo,
  };

  it('satisfies the schemas', () => {
    contentResultSchema.parse(content);
    researchResultSchema.parse(research);
    seoResultSchema.parse(seo);
  });

  it('is the same every time', () => {
    expect(JSON.stringify(writeAll(idea))).toBe(JSON.stringify({ content, research, seo }));
  });

  it.each(Object.keys(pages) as (keyof typeof pages)[])(
    'holds words of the entrepreneur on the page %s',
    (page) => {
      const own = new Set(contentStems(told(idea), language));
      const used = new Set(
        contentStems(strings(pages[page]).join(' '), language).filter((stem) => own.has(stem)),
      );
      expect(used.size).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(['about', 'services'] as const)('tells nothing twice on the page %s', (page) => {
    const told = strings(pages[page])
      .flatMap((text) => sentencesOf(text))
      .filter((sentence) => sentence.split(' ').length > 4 && sentence !== idea.brief.value_proposition);
    // The guarantee has a place of its own at the foot of the page.
    const guarantee = pages.services?.guarantees;
    const twice = told.filter((text, index) => text !== guarantee && told.indexOf(text) !== index);
    expect(twice).toEqual([]);
  });

  it('promises nothing for the entrepreneur', () => {
    expect(pages.contact?.reply_promise).not.toMatch(/répond|réponse|answer|repl(?:y|ies)/iu);
  });

  it('holds no number that was not given', () => {
    const known = new Set(readIdea(idea.brief, language).numbers);
    const shown = numbersIn(strings({ content, research, seo }).join(' | '));
    expect(shown.filter((number) => !known.has(number))).toEqual([]);
  });

  it('keeps the lengths of search results', () => {
    const { title, description } = seo.meta_tags;
    expect(title.length).toBeGreaterThanOrEqual(40);
    expect(description.length).toBeGreaterThanOrEqual(145);
    expect(
      seo.primary_keywords.some((keyword) => fold(keyword).includes(fold(idea.brief.location.city ?? ''))),
    ).toBe(true);
  });

  it('invents neither contact details nor proofs nor rivals nor figures of the market', () => {
    const contact = pages.contact;
    expect(contact?.channels.every(({ value }) => value === null)).toBe(true);
    expect(contact?.hours).toBeNull();
    expect(pages.homepage?.trust_elements.social_proof).toBeNull();
    expect(research.market_size).toMatchObject({ estimation: null, low: null, high: null, year: null });
    expect(research.competitors.every(({ name }) => name === null)).toBe(true);
    expect(content.missing_information.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['contact.whatsapp', 'contact.hours', 'photos']),
    );
  });
});

describe('two ideas', () => {
  it.each(['fr', 'en'] as const)('share few phrases in %s', (language) => {
    const written = [...IDEAS, ...FRESH_IDEAS, ...VAGUE_IDEAS]
      .filter((idea) => idea.language === language)
      .map((idea) => ({ idea, all: writeAll(idea) }))
      .map(({ idea, all }) => ({ idea, content: fiveWords(all.content), all: fiveWords(all) }));
    const alike = pairsOf(written).flatMap(([one, other]) => {
      const isVague = one.idea.id.startsWith('vague') || other.idea.id.startsWith('vague');
      const limit = isVague ? 0.29 : 0.16;
      const shares = [share(one.content, other.content), share(one.all, other.all)];
      return shares.some((found) => found >= limit)
        ? [`${one.idea.id} ~ ${other.idea.id}: ${shares.join(' ')}`]
        : [];
    });
    expect(alike).toEqual([]);
  });
});

describe('any brief', () => {
  const FRAGMENTS: readonly string[] = [
    ...IDEAS.flatMap(({ brief }) => [
      brief.vision,
      brief.mission,
      brief.target_audience,
      brief.differentiation,
      brief.value_proposition,
    ]),
    ...VAGUE_IDEAS.flatMap(({ brief }) => [brief.vision, brief.mission, brief.value_proposition]),
    "gagner de l'argent",
    'tout le monde',
    'RESTAURANT',
    'JE VENDS DU POISSON FRAIS TOUS LES MATINS AU PORT DE CONAKRY',
    '<b>Livraison</b> <script>alert(1)</script> & "qualité" !!!',
    'des gâteaux 🎂🎉 pour les fêtes...',
    'https://exemple.test/boutique?id=3&x=1',
    'ok',
    '...',
    '.',
    '👍🏾',
    'Je suis maman. Je fais des jus (bissap, gingembre) ; ma sœur livre : 500 F le sachet !',
    "I'm a mechanic, I fix bikes — fast; my brother helps me. Call me?",
    'x'.repeat(300),
    'Nous livrons le matin et le soir dans tous les quartiers. '.repeat(70),
    'prix : 1 000 F, 2 000 F, 3 000 F',
    '« Rien que du bon »',
    'wax & bazin, "chic"; pas cher , beau',
  ];
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...FRAGMENTS), fc.constantFrom(...FRAGMENTS))
        .map((both) => both.join(' ').slice(0, 4000)),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...FRAGMENTS)
        .chain((fragment) =>
          fc.nat(fragment.length).map((length) => fragment.slice(0, length + 1).trim() || 'a'),
        ),
    },
  );
  const place = fc.constantFrom(
    'Dakar',
    'Le Kef',
    "Côte d'Ivoire",
    'Sénégal',
    'Atlantis',
    'Yaba',
    'GRAND BASSAM',
  );
  const inputs = fc.record({
    language: fc.constantFrom<Language>('fr', 'en'),
    sector: fc.constantFrom(...SECTORS),
    brief: fc.record({
      business_name: fc.constantFrom(
        'Chez Awa',
        'AWA',
        "L'Atelier",
        'Le 37',
        '7',
        'Mama & Sons',
        '<i>Awa</i>',
        'A'.repeat(120),
        'Soleil ! Plus',
      ),
      vision: text,
      mission: text,
      target_audience: text,
      differentiation: text,
      value_proposition: text,
      sector: fc.constantFrom(
        'couture',
        'food',
        'other',
        'x',
        'VENTE DE TOUT',
        'services',
        'élevage de poulets de chair',
      ),
      location: fc.record({ city: place, country: place, region: place }, { requiredKeys: [] }),
      services: fc.array(
        fc.constantFrom(
          'Livraison',
          'Tenue sur mesure',
          'USSD booking',
          'x',
          '!',
          'Dawn walk',
          'a'.repeat(120),
        ),
        { maxLength: 6 },
      ),
    }),
  });

  const BROKEN = [
    /undefined|\bnull\b|NaN|\[object|[{}]/u,
    / {2}|\s$|^\s/u,
    /\.\.|,,|;;|::|!!|\?\?|[.!?…][,;:]|[,;:][.!?…]|\( |\(\)|«\s*»|“”/u,
    /\p{L} [,.](?:\s|$)/u,
    /(?:^|[^\p{L}])(?:que|de|le|la|je) [aeiou]\p{L}+ (?:veux|suis)|pour que je /iu,
  ];

  it('gives whole results: no empty slot, nothing doubled, nothing too long, no number of our own', () => {
    fc.assert(
      fc.property(inputs, ({ language, sector, brief }) => {
        const country = countryOfLocation(brief.location)?.code ?? null;
        const { content, research, seo } = writeAll({ brief, language, sector, country });
        contentResultSchema.parse(content);
        researchResultSchema.parse(research);
        seoResultSchema.parse(seo);
        const given = JSON.stringify(brief);
        const texts = strings({ content, research, seo }).filter(
          (shown) => !shown.startsWith('https://schema.org'),
        );
        expect(texts.filter((shown) => BROKEN.some((pattern) => pattern.test(shown)))).toEqual([]);
        const known = new Set(
          numbersIn(given.replace(/\\n/gu, ' ')).concat(readIdea(brief, language).numbers),
        );
        const strange = numbersIn(texts.join(' | ')).filter((number) => !known.has(number));
        expect(strange).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
