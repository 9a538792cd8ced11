import { describe, expect, it } from '@jest/globals';
import type { SourcedDraft } from './market-draft.js';
import { verified } from './verified-draft.js';
import type { OpenedPage } from './web-sources.js';
import { wordsOf } from './web-words.js';

const TEXT =
  'Chez Fatou sert le mafé à 1 500 FCFA près du marché. La demande de repas livrés a doublé depuis 2024. ' +
  'Le marché des repas pèse 12 milliards FCFA à Thiès en 2025. Commandez le mafé au 77 123 45 67 dès midi.';
const PAGE: OpenedPage = {
  id: 3,
  url: 'https://presse.test/thies',
  host: 'presse.test',
  title: 'Manger à Thiès',
  excerpt: '',
  date: null,
  topic: 'competitors',
  rank: 1,
  text: TEXT,
  words: wordsOf(TEXT),
};
const INPUT = {
  brief: {
    business_name: 'La Calebasse',
    sector: 'restaurant',
    vision: 'Nourrir 400 élèves.',
    mission: 'Cuisiner.',
    target_audience: 'Des lycéens.',
    differentiation: 'Le menu du dimanche.',
    value_proposition: 'Un mafé à 700 FCFA.',
    location: { city: 'Thiès', country: 'Sénégal' },
    services: [],
  },
  country: 'SN' as const,
};
const opening = (opportunity: string) => ({
  opportunity,
  potential_impact: 'high' as const,
  difficulty: 'low' as const,
  timeframe: 'dans 3 mois',
});

const aDraft = (said: Partial<SourcedDraft> = {}): SourcedDraft => ({
  market_segment: 'Repas du midi',
  opportunities: [opening('Servir les 400 élèves'), opening('Livrer'), opening('Annoncer le menu')],
  differentiation_suggestions: ['Montrer le menu'],
  risk_factors: ['La pluie'],
  success_factors: ['La régularité'],
  cultural_insights: [],
  competitors: [],
  prices: [],
  trends: [],
  market_size: null,
  ...said,
});
const verify = (said: Partial<SourcedDraft>) => verified(aDraft(said), [PAGE], INPUT);
const FATOU = { name: 'Chez Fatou', kind: 'Cantine', source: 3, quote: 'Chez Fatou sert le mafé' };

describe('what a model says that a page says', () => {
  it('stays where the page says it', () => {
    const { competitors, prices, trends, marketSize, dropped } = verify({
      competitors: [FATOU],
      prices: [{ offer: 'mafé', source: 3, quote: 'le mafé à 1 500 FCFA' }],
      trends: [
        { trend: 'On se fait livrer deux fois plus depuis 2024', source: 3, quote: 'a doublé depuis 2024' },
      ],
      market_size: {
        estimation: '12 milliards FCFA',
        year: 2025,
        source: 3,
        quote: 'pèse 12 milliards FCFA à Thiès',
      },
    });
    expect(competitors.map(({ said }) => said)).toEqual([
      { name: 'Chez Fatou', kind: 'Cantine', quote: 'Chez Fatou sert le mafé' },
    ]);
    expect(prices.map(({ said }) => said)).toEqual(['le mafé à 1 500 FCFA']);
    expect(trends).toHaveLength(1);
    expect(marketSize?.said).toEqual({ estimation: '12 milliards FCFA', year: 2025 });
    expect(dropped).toBe(0);
  });

  it.each([
    ['a name that is not in it', { ...FATOU, name: 'Chez Moussa' }],
    ['a page that was never opened', { ...FATOU, source: 4 }],
    ['a quote that is not in it', { ...FATOU, quote: 'Chez Fatou sert le yassa' }],
    ['the business itself', { ...FATOU, name: 'La Calebasse' }],
    ['a name that is no word', { ...FATOU, name: '1 500' }],
    ['an address for a name', { ...FATOU, name: 'presse.test' }],
  ])('drops a rival with %s', (_what, rival) => {
    expect(verify({ competitors: [rival] })).toMatchObject({ competitors: [], dropped: 1 });
  });

  it('names a rival once', () => {
    expect(verify({ competitors: [FATOU, { ...FATOU, name: 'CHEZ FATOU' }] }).competitors).toHaveLength(1);
  });

  it('keeps a rival without the figures that a model adds to it', () => {
    const { competitors } = verify({ competitors: [{ ...FATOU, kind: 'Cantine de 900 couverts' }] });
    expect(competitors[0]?.said.kind).toBeNull();
  });

  it.each([
    ['another figure', 'le mafé à 900 FCFA'],
    ['no amount', 'sert le mafé'],
    ['a telephone number', 'Commandez le mafé au 77 123 45 67'],
  ])('drops a price with %s', (_what, quote) => {
    expect(verify({ prices: [{ offer: 'mafé', source: 3, quote }] }).prices).toEqual([]);
  });

  it('drops a trend whose figures are not in its quotation', () => {
    const trend = {
      trend: 'La demande a crû de 80 %',
      source: 3,
      quote: 'La demande de repas livrés a doublé',
    };
    expect(verify({ trends: [trend] }).trends).toEqual([]);
  });

  it('drops a market size of its own making, and a year that the page does not name', () => {
    const size = { estimation: '90 milliards', year: 2025, source: 3, quote: 'pèse 12 milliards FCFA' };
    expect(verify({ market_size: size }).marketSize).toBeNull();
    const undated = { ...size, estimation: '12 milliards FCFA', year: 2019 };
    expect(verify({ market_size: undated }).marketSize?.said.year).toBeNull();
  });
});

describe("a model's own sentences", () => {
  it('may state the figures of the entrepreneur, and no other', () => {
    const { own } = verify({
      opportunities: [opening('Servir les 400 élèves'), opening('Toucher 9000 clients'), opening('Livrer')],
      risk_factors: ['Perdre 45 % du chiffre'],
    });
    expect(own.opportunities.map(({ opportunity }) => opportunity)).toEqual([
      'Servir les 400 élèves',
      'Livrer',
    ]);
    expect(own.risk_factors).toEqual([]);
  });

  it('lead nowhere', () => {
    const { own } = verify({
      market_segment: 'Voir https://evil.test',
      differentiation_suggestions: ['Écrivez à awa@evil.test', 'Montrer le menu'],
      success_factors: ['Appeler le 77 123 45 67'],
    });
    expect(own.market_segment).toBe('');
    expect(own.differentiation_suggestions).toEqual(['Montrer le menu']);
    expect(own.success_factors).toEqual([]);
  });
});
