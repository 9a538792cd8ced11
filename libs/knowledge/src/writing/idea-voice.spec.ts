import { describe, expect, it } from '@jest/globals';
import type { BusinessBrief } from '../business-brief.js';
import type { Language } from '../language.js';
import { hearIdea } from './idea-voice.js';
import { writeContent } from './write-content.js';

const aBrief = (parts: Partial<BusinessBrief>): BusinessBrief => ({
  business_name: 'Kêkê Express',
  sector: 'livraison',
  vision: 'Livrer tout Parakou',
  mission: 'Nous livrons les colis le matin',
  target_audience: 'Commerçants de Parakou',
  differentiation: 'Nous appelons avant de venir',
  value_proposition: 'Un colis livré le matin',
  location: { city: 'Parakou' },
  services: [],
  ...parts,
});

const hear = (parts: Partial<BusinessBrief>, language: Language = 'fr') =>
  hearIdea({ brief: aBrief(parts), language, sector: 'other', country: null });

describe('hearIdea', () => {
  it.each([
    ['en', 'If a lamp dies I give another. Nobody in town gives a guarantee.'],
    ['en', 'We are quick. We give no refund.'],
    ['fr', 'Vente sans garantie'],
    ['fr', 'Je livre vite. Je ne rembourse jamais.'],
  ] as const)('takes no guarantee from its denial (%s: %s)', (language, differentiation) => {
    expect(hear({ differentiation }, language).guarantees).toEqual([]);
  });

  it.each([
    ['fr', 'Je pèse le poisson devant vous. Mes concurrents achètent au camion.'],
    ['en', 'We weigh it in front of you. Nobody in town does that.'],
  ] as const)('keeps remarks about rivals off the site (%s)', (language, differentiation) => {
    const { difference } = hear({ differentiation }, language);
    expect(difference.own).toHaveLength(1);
    expect(difference.rivals).toHaveLength(1);
  });

  it('quotes what belongs to one person', () => {
    expect(hear({ mission: 'Je pêche avec mon frère' }).mission.sentences).toEqual([
      '«\u00a0Je pêche avec mon frère\u00a0».',
    ]);
    expect(hear({ mission: 'I sew with my hands' }, 'en').mission.sentences).toEqual([
      '“I sew with my hands”.',
    ]);
  });

  it('asks no visitor a question that shames', () => {
    const { questions } = hear({
      target_audience: 'Collégiens dont les parents ne savent pas lire',
    }).audience;
    expect(questions).toEqual([]);
  });

  it('ends the noun phrase where a new clause begins', () => {
    const { who } = hear(
      { target_audience: 'Fishermen, they fish at night and spend too much' },
      'en',
    ).audience;
    expect(who).toBe('fishermen');
  });

  it('takes no verb it does not know for a part of the people', () => {
    const said = 'We help restaurants marinate catfish all week: live or smoked';
    const { offer } = hear({ value_proposition: said }, 'en');
    expect(offer.help).toBeNull();
    expect(offer.title).toBe('We help restaurants marinate catfish all week');
  });

  it('puts the thing itself into the heading', () => {
    expect(hear({ value_proposition: 'Je propose un bar grillé à 3 500 FCFA' }).offer.title).toBe(
      'Un bar grillé',
    );
  });
});

describe('a business called "Chez …"', () => {
  it('is not announced twice', () => {
    const brief = aBrief({ business_name: 'Chez Tantine Odile' });
    const { result } = writeContent({ brief, language: 'fr', sector: 'restaurant', country: 'BJ' });
    expect(JSON.stringify(result)).not.toMatch(/chez chez/iu);
  });
});
