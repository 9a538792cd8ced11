import { describe, expect, it } from '@jest/globals';
import { type BusinessBrief, IDEA_TEXTS } from '../business-brief.js';
import { aBrief, EXAMPLE_IDS, type ExampleId, exampleIdea } from './example-ideas.fixture.js';
import type { BriefField, IdeaReading, Quote } from './idea-reading.js';
import { readIdea } from './read-idea.js';

function read(id: ExampleId): IdeaReading {
  const { business_brief, language } = exampleIdea(id);
  return readIdea(business_brief, language);
}

const texts = (found: readonly { readonly quote: Quote }[]): string[] => found.map(({ quote }) => quote.text);

function fieldText(brief: BusinessBrief, field: BriefField): string | undefined {
  const [first, second] = field.split('.');
  if (first === 'location') return brief.location[second as keyof BusinessBrief['location']];
  if (first === 'services') return brief.services[Number(second)];
  return brief[field as 'vision'];
}

function quotesIn(value: unknown): Quote[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'field' in value && 'start' in value ? [value as Quote] : [];
  return [...own, ...Object.values(value).flatMap(quotesIn)];
}

describe.each(EXAMPLE_IDS)('%s', (id) => {
  const { business_brief: brief } = exampleIdea(id);

  it('quotes verbatim', () => {
    const quotes = quotesIn(read(id));
    expect(
      quotes.filter(({ field, start, end, text }) => fieldText(brief, field)?.slice(start, end) !== text),
    ).toEqual([]);
  });

  it('reads the same twice', () => {
    expect(read(id)).toEqual(read(id));
  });

  it('names key terms that the person wrote', () => {
    const said = [...IDEA_TEXTS.map((field) => brief[field]), brief.sector, ...brief.services]
      .join(' ')
      .toLowerCase();
    expect(read(id).keyTerms.filter((term) => !said.includes(term))).toEqual([]);
  });
});

describe('money', () => {
  it.each([
    ['tailor-dakar', 'à partir de 25 000 FCFA', 25000, null, 'XOF', null],
    ['poultry-bobo', '2 800 FCFA pièce', 2800, 2800, 'XOF', 'pièce'],
    ['repair-lagos', 'from 8,000 naira', 8000, null, 'NGN', null],
    ['lunch-abidjan', '2 000 FCFA', 2000, 2000, 'XOF', null],
    ['salon-douala', '15 000 FCFA par mois', 15000, 15000, 'XAF', 'mois'],
    ['tutor-kigali', '12,000 francs a month', 12000, 12000, 'RWF', 'month'],
    ['logistics-lome', '1 000 FCFA', 1000, 1000, 'XOF', null],
  ] as const)('finds the price of %s', (id, text, low, high, currency, unit) => {
    const { prices } = read(id);
    expect(prices).toHaveLength(1);
    expect(prices[0]).toMatchObject({
      quote: { text },
      low,
      high,
      currency,
      unit,
      isStartingPrice: high === null,
    });
  });

  it.each([
    ['tailor-dakar', 'entre 150 000 et 400 000 FCFA', 'customer_income', 150000, 400000],
    ['lunch-abidjan', 'de 1 500 à 3 000 FCFA', 'customer_budget', 1500, 3000],
    ['tutor-kigali', 'under 200,000 francs a month', 'customer_income', null, 200000],
  ] as const)('takes no money of customers for a price: %s', (id, text, role, low, high) => {
    expect(read(id).otherMoney).toEqual([
      expect.objectContaining({ role, low, high, quote: expect.objectContaining({ text }) }),
    ]);
  });

  const offer = (value_proposition: string, given: Partial<BusinessBrief> = {}) =>
    readIdea(aBrief({ value_proposition, ...given }), 'fr');

  it.each([
    [
      'Jus à 300 F/bouteille, 3 000F le carton',
      ['300 F/bouteille', '3 000F le carton'],
      ['bouteille', 'carton'],
    ],
    ['Cours à 5.000 FCFA par élève', ['5.000 FCFA par élève'], ['élève']],
    ['LE PAIN A 150 FCFA LA PIECE', ['150 FCFA LA PIECE'], ['PIECE']],
    ['poisson à 2500 le kg', ['2500 le kg'], ['kg']],
    ['KES 200 per ride', ['KES 200 per ride'], ['ride']],
    ['prix entre 500 et 800 FCFA', ['entre 500 et 800 FCFA'], [null]],
  ])('reads "%s"', (text, quotes, units) => {
    const { prices } = offer(text);
    expect(texts(prices)).toEqual(quotes);
    expect(prices.map(({ unit }) => unit)).toEqual(units);
  });

  it.each([
    'livraison gratuite à partir de 10 000 FCFA',
    'au lieu de 3 000 FCFA',
    'remboursement de 5 000 FCFA',
  ])('takes "%s" for no price', (text) => {
    expect(offer(text).prices).toEqual([]);
  });

  it.each(['à partir de 18 ans', 'pour 500 personnes', 'en 15 minutes', '300 fois'])(
    'sees no money in "%s"',
    (text) => {
      const { prices, otherMoney } = offer(text);
      expect([...prices, ...otherMoney]).toEqual([]);
    },
  );

  it.each([
    ['25 000 FCFA', 'Cameroun', 'XAF'],
    ['25 000 FCFA', 'Rwanda', null],
    ['25 000 FCFA', undefined, null],
    ['500 francs', 'Guinée', 'GNF'],
    ['500 shillings', 'Kenya', 'KES'],
    ['500 naira', undefined, 'NGN'],
    ['5 dollars', 'RDC', null],
    ['5 $ US', 'Kenya', null],
    ['US$ 5', 'Kenya', 'USD'],
  ])('gives %s in %s the currency %s', (text, country, currency) => {
    expect(offer(`Pour ${text}`, { location: { country } }).prices.map((price) => price.currency)).toEqual([
      currency,
    ]);
  });
});

describe('ages, times and counts', () => {
  it.each([
    ['tailor-dakar', '25 à 45 ans', 25, 45],
    ['lunch-abidjan', '25 à 50 ans', 25, 50],
    ['salon-douala', '18 à 35 ans', 18, 35],
    ['tutor-kigali', '13 to 17 year olds', 13, 17],
  ] as const)('reads the ages of %s', (id, text, low, high) => {
    expect(read(id).ages).toEqual([{ quote: expect.objectContaining({ text }), low, high }]);
  });

  it('takes no delay and no experience for an age', () => {
    const brief = aBrief({ target_audience: 'Depuis 25 ans, dans 3 à 5 ans, plus de 60 ans' });
    expect(texts(readIdea(brief, 'fr').ages)).toEqual(['plus de 60 ans']);
  });

  it.each([
    [
      'tailor-dakar',
      [
        ['Dans cinq ans', 'horizon'],
        ['Chaque jour', 'frequency'],
        ['en sept jours', 'within'],
      ],
    ],
    [
      'poultry-bobo',
      [
        ['trois fois par semaine', 'frequency'],
        ['le jeudi et le samedi', 'frequency'],
        ['avant 10 heures', 'before'],
      ],
    ],
    [
      'lunch-abidjan',
      [
        ['avant 12 h 15', 'before'],
        ['en moins de quinze minutes', 'within'],
        ['45 minutes', 'length'],
      ],
    ],
    [
      'repair-lagos',
      [
        ['In five years', 'horizon'],
        ['within 20 minutes', 'within'],
        ['the same day', 'same_day'],
        ['90-day', 'length'],
      ],
    ],
    [
      'tutor-kigali',
      [
        ['Two evenings a week', 'frequency'],
        ['in one term', 'within'],
      ],
    ],
    [
      'logistics-lome',
      [
        ['le jour même', 'same_day'],
        ['avant midi', 'before'],
        ['le soir même', 'same_day'],
      ],
    ],
    [
      'salon-douala',
      [
        ['sur trois mois', 'length'],
        ['en trois mois', 'within'],
      ],
    ],
  ] as const)('reads the times of %s', (id, expected) => {
    const times = read(id).times.map(({ quote, kind }) => [quote.text, kind]);
    expect(times).toEqual(expect.arrayContaining(expected.map((time) => [...time])));
  });

  it.each([
    ['tailor-dakar', ['dix jeunes']],
    ['poultry-bobo', ['vingt femmes', '500 poulets', '30 à 80 poulets par semaine', '1,4 kg']],
    ['tutor-kigali', ['groups of eight', 'Groups of eight']],
    ['logistics-lome', ['5 à 30 colis par semaine']],
    ['lunch-abidjan', ['quatre plats']],
  ] as const)('reads the counts of %s', (id, expected) => {
    expect(texts(read(id).counts)).toEqual(expected);
  });

  it('tells people from things', () => {
    const isPeople = [...read('poultry-bobo').counts, ...read('repair-lagos').counts].map(
      (count) => count.isPeople,
    );
    expect(isPeople).toEqual([true, false, false, false, true]);
  });

  it('reads a year ahead as the horizon', () => {
    const { ambition } = readIdea(
      aBrief({ vision: "D'ici 2030, ouvrir cinq points de vente à Bouaké." }),
      'fr',
    );
    expect(ambition).toMatchObject({
      clause: { text: 'ouvrir cinq points de vente à Bouaké' },
      form: 'infinitive',
      horizon: { quote: { text: "D'ici 2030" } },
    });
  });
});

describe('places and channels', () => {
  it.each([
    ['tailor-dakar', ['Dakar', 'Sénégal', 'Grand Yoff', 'marché HLM'], ['WhatsApp', 'au marché']],
    ['poultry-bobo', ['Bobo-Dioulasso', 'Burkina Faso', 'Bobo'], []],
    ['repair-lagos', ['Lagos', 'Yaba', 'Nigeria'], []],
    ['lunch-abidjan', ['Abidjan', 'Plateau', "Côte d'Ivoire", 'Adjamé'], ['WhatsApp']],
    ['salon-douala', ['Douala', 'Bonapriso', 'Cameroun'], ['WhatsApp']],
    ['tutor-kigali', ['Kigali', 'Rwanda', 'Nyamirambo'], ['SMS']],
    ['logistics-lome', ['Lomé', 'Togo'], ['Facebook', 'WhatsApp']],
  ] as const)('reads %s', (id, places, channels) => {
    expect(texts(read(id).places)).toEqual(places);
    expect(texts(read(id).channels)).toEqual(channels);
  });

  const placesOf = (mission: string, given: Partial<BusinessBrief> = {}): string[] =>
    readIdea(aBrief({ mission, location: {}, ...given }), 'fr').places.map(
      ({ quote, certainty }) => `${quote.text}:${certainty}`,
    );

  it('is less sure of a capitalised name that it does not know', () => {
    expect(placesOf('Nous livrons à Zogbadjè et à Parakou')).toEqual([
      'Zogbadjè:pattern',
      'Parakou:gazetteer',
    ]);
  });

  it.each([
    'Vente de Wave à WhatsApp',
    'Le pain de Chez Awa',
    'cours de Français en Juillet',
    'le leader de la Qualité',
  ])('sees no place in "%s"', (text) => {
    expect(placesOf(text)).toEqual([]);
  });

  it('reads a known place without telling capitals', () => {
    expect(placesOf('je livre a cocody')).toEqual(['cocody:gazetteer']);
    expect(placesOf('NOUS LIVRONS A BOUAKE')).toEqual(['BOUAKE:gazetteer']);
  });

  it('never takes the business for a place', () => {
    expect(placesOf('Venez à Dakar Couture', { business_name: 'Dakar Couture' })).toEqual([]);
  });
});

describe('promises', () => {
  it.each([
    [
      'tailor-dakar',
      ['une retouche gratuite', 'un remboursement de 20 % si je suis en retard', 'la date garantie'],
      ['Une date de livraison écrite'],
    ],
    [
      'repair-lagos',
      ['give a written 90-day guarantee'],
      expect.arrayContaining(['We film each repair', 'repair with tested parts']),
    ],
    [
      'lunch-abidjan',
      ['Livraison en moins de quinze minutes après la commande WhatsApp, sinon le plat est offert'],
      [],
    ],
    ['logistics-lome', [], ['Encaissement reversé le soir même sur T-Money ou Flooz avec un reçu']],
    ['salon-douala', [], ['Un diagnostic du cheveu écrit']],
    [
      'tutor-kigali',
      expect.arrayContaining(['a refund if the mark has not risen after one term']),
      ['report progress to parents by SMS'],
    ],
    [
      'poultry-bobo',
      expect.arrayContaining([
        'Livraison le jeudi et le samedi avant 10 heures avec un poids garanti de 1,4 kg',
      ]),
      ['suivis par un vétérinaire'],
    ],
  ] as const)('reads %s', (id, guarantees, proofs) => {
    const reading = read(id);
    expect(reading.guarantees.map(({ text }) => text)).toEqual(guarantees);
    expect(reading.proofs.map(({ text }) => text)).toEqual(proofs);
  });

  it.each([
    'qualité garantie',
    'satisfaction garantie à 100 %',
    'les autres ne garantissent rien',
    'feel free to call',
    'ils ne donnent pas de reçu',
  ])('hears no promise in "%s"', (differentiation) => {
    const { guarantees, proofs } = readIdea(aBrief({ differentiation }), 'fr');
    expect([...guarantees, ...proofs]).toEqual([]);
  });
});

describe('key terms and numbers', () => {
  it.each([
    ['tailor-dakar', ['tenue', 'retouche', 'mesure']],
    ['poultry-bobo', ['poulet', 'élevage']],
    ['repair-lagos', ['phone', 'repair', 'screen']],
    ['salon-douala', ['cheveux', 'tresses']],
  ] as const)('puts the trade of %s first', (id, terms) => {
    expect(read(id).keyTerms.slice(0, 10)).toEqual(expect.arrayContaining([...terms]));
  });

  it('keeps names of places, networks and the business out of key terms', () => {
    const { keyTerms } = read('tailor-dakar');
    expect(keyTerms.filter((term) => ['dakar', 'hlm', 'yoff', 'whatsapp', 'ndar'].includes(term))).toEqual(
      [],
    );
  });

  it('finds nothing characteristic in a vague idea', () => {
    expect(read('vague').keyTerms).toEqual(['commerce']);
  });

  it('collects every number of the brief', () => {
    expect(read('tailor-dakar').numbers).toEqual([5, 7, 10, 20, 25, 45, 25000, 150000, 400000]);
    expect(read('vague').numbers).toEqual([]);
  });
});

describe('odd texts', () => {
  const everywhere = (text: string): BusinessBrief =>
    aBrief(Object.fromEntries(IDEA_TEXTS.map((field) => [field, text])));

  it.each(['', ' ', '...', '😀😀😀', '<script>alert(1)</script>', '\n\n', '; ; ;', 'qui', 'que ', "j'", '1'])(
    'survives %j',
    (text) => {
      expect(() => readIdea(everywhere(text), 'fr')).not.toThrow();
      expect(() => readIdea(everywhere(text), 'en')).not.toThrow();
    },
  );

  it('says nothing about nothing', () => {
    const { keyTerms, customers, offer, edge, ambition, commitment, prices } = readIdea(aBrief(), 'fr');
    expect({ keyTerms, customers, offer, edge, ambition, commitment, prices }).toEqual({
      ...{
        keyTerms: [],
        customers: null,
        offer: null,
        edge: null,
        ambition: null,
        commitment: null,
        prices: [],
      },
    });
  });

  it('reads a text in the other language', () => {
    const brief = aBrief({
      value_proposition: 'We help students eat for 1,500 CFA instead of 3,000 CFA, sinon remboursé',
    });
    const { prices, offer, guarantees } = readIdea(brief, 'fr');
    expect(texts(prices)).toEqual(['1,500 CFA']);
    expect(offer?.beneficiary?.text).toBe('students');
    expect(guarantees).toHaveLength(1);
  });

  it.each([
    ['1 ', ['numbers']],
    ['1,', ['numbers']],
    ['a, ', []],
    ['de ', []],
    ['A ', []],
    ['Dakar ', []],
    ['qui ', []],
    ['1 000 FCFA à ', ['prices', 'numbers']],
    ['garanti, et un ', ['guarantees']],
    ['le lundi et ', ['times']],
    [' ', []],
    ['a.\n', []],
    ['cent ', ['numbers']],
  ])('reads in 4,000 characters of %j what is there: %j', (unit, found) => {
    const brief = aBrief({ value_proposition: unit.repeat(4_000).slice(0, 4_000) });
    const reading = readIdea(brief, 'fr');
    const kinds = (['prices', 'times', 'guarantees', 'numbers'] as const).filter(
      (kind) => reading[kind].length > 0,
    );
    expect(kinds).toEqual(found);
    expect(
      quotesIn(reading).filter(
        ({ field, start, end, text }) => fieldText(brief, field)?.slice(start, end) !== text,
      ),
    ).toEqual([]);
  });
});
