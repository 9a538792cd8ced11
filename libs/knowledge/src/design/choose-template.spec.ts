import { describe, expect, it } from '@jest/globals';
import type { BusinessBrief } from '../business-brief.js';
import { LANGUAGES } from '../language.js';
import { templateResultSchema } from '../results/design-results.js';
import { type Sector, SECTORS } from '../sectors/sector-pack.js';
import { sectorPack } from '../sectors/sector-packs.js';
import { chooseTemplate } from './choose-template.js';
import { TEMPLATE_IDS, TEMPLATES } from './template-catalogue.js';

const aBrief = (overrides: Partial<BusinessBrief> = {}): BusinessBrief => ({
  business_name: 'Teranga',
  sector: '',
  vision: '',
  mission: '',
  target_audience: '',
  differentiation: '',
  value_proposition: '',
  location: {},
  services: [],
  ...overrides,
});

const chosen = (sector: Sector, overrides: Partial<BusinessBrief> = {}) =>
  chooseTemplate({ brief: aBrief(overrides), sector, language: 'fr' }).result;

describe('chooseTemplate', () => {
  it.each(SECTORS.flatMap((sector) => LANGUAGES.map((language) => [sector, language] as const)))(
    'gives a valid block for %s in %s, by default the usual template',
    (sector, language) => {
      const { result } = chooseTemplate({ brief: aBrief(), sector, language });
      const pack = sectorPack(sector);
      expect(templateResultSchema.parse(result)).toEqual(result);
      expect(result.primary_template).toMatchObject({ id: pack.template.id, source: 'default' });
      expect(result.alternatives.map(({ id }) => id)).toEqual(
        expect.arrayContaining([...pack.template.alternatives]),
      );
      expect(result.customizations).toMatchObject({
        colors: pack.palette,
        section_order: pack.template.sectionOrder,
        icons: pack.icons,
        cta_kind: pack.template.ctaKind,
        theme: pack.template.theme,
      });
    },
  );

  it.each<[Sector, Partial<BusinessBrief>, string]>([
    ['salon', { sector: 'Barbier' }, 'barber-shop'],
    ['salon', { value_proposition: 'Un massage et un hammam au calme' }, 'spa-wellness'],
    ['ecommerce', { value_proposition: 'Une plateforme où les vendeurs du marché' }, 'marketplace'],
    [
      'ecommerce',
      { business_name: 'Boutique Aminata', value_proposition: 'Des vêtements en wax' },
      'boutique',
    ],
    ['restaurant', { value_proposition: 'Un burger livré en 20 minutes' }, 'fast-food'],
    ['restaurant', { business_name: 'Maquis du Village' }, 'restaurant-traditional'],
    ['services', { sector: 'dépannage plomberie' }, 'maintenance'],
    ['services', { sector: 'conseil' }, 'consulting'],
    ['artisanat', { business_name: 'Atelier Ndèye', sector: 'couture' }, 'workshop'],
    ['artisanat', { sector: 'galerie d’art' }, 'art-gallery'],
  ])('lets the idea decide: %s %j is %s', (sector, overrides, id) => {
    expect(chosen(sector, overrides).primary_template).toMatchObject({ id, source: 'rule' });
  });

  it('ranks the alternatives by score and never repeats the choice', () => {
    const { primary_template, alternatives } = chosen('restaurant', { sector: 'fast-food' });
    const scores = alternatives.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    expect(alternatives.map(({ id }) => id)).not.toContain(primary_template.id);
  });

  it('takes another theme, with its fonts, when the tone asks for it', () => {
    expect(chosen('restaurant').customizations.fonts).toEqual(['Playfair Display', 'Lato']);
    expect(chosen('restaurant', { vision: 'La table la plus prestigieuse' }).customizations).toMatchObject({
      theme: 'luxe',
      fonts: ['Cormorant Garamond', 'Montserrat'],
    });
  });

  it('says which words decided', () => {
    const { provenance } = chooseTemplate({
      brief: aBrief({ sector: 'Barbier' }),
      sector: 'salon',
      language: 'fr',
    });
    expect(provenance['primary_template']).toEqual({
      origin: 'rule',
      note: 'Choisi parce que l’idée parle de « barbier ».',
    });
  });
});

describe('TEMPLATES', () => {
  it('describes each id once', () => {
    expect(TEMPLATES.map(({ id }) => id)).toEqual([...TEMPLATE_IDS]);
  });

  it('knows every template of the sectors', () => {
    for (const sector of SECTORS) {
      const { id, alternatives } = sectorPack(sector).template;
      expect(TEMPLATE_IDS).toEqual(expect.arrayContaining([id, ...alternatives]));
    }
  });
});
