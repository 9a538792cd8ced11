import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BusinessBrief } from '../business-brief.js';
import { LANGUAGES } from '../language.js';
import { logoResultSchema } from '../results/design-results.js';
import { SECTORS } from '../sectors/sector-pack.js';
import { designLogo } from './design-logo.js';

const brief: BusinessBrief = {
  business_name: 'Saveurs d’Abidjan',
  sector: 'restaurant',
  vision: 'Des repas sains pour les bureaux.',
  mission: 'Livrer chaque midi.',
  target_audience: 'Les employés du Plateau.',
  differentiation: 'Livré avant 12 h 15.',
  value_proposition: 'Un attiéké poisson chaud à 1 500 FCFA.',
  location: { city: 'Abidjan', country: 'CI' },
  services: [],
};

describe('designLogo', () => {
  it.each(SECTORS.flatMap((sector) => LANGUAGES.map((language) => [sector, language] as const)))(
    'gives a valid block for %s in %s',
    (sector, language) => {
      const { result, provenance } = designLogo({ brief, sector, language });
      expect(logoResultSchema.parse(result)).toEqual(result);
      expect(new Set(result.color_palette).size).toBe(result.color_palette.length);
      expect(Object.keys(provenance).sort()).toEqual([
        'alternatives',
        'brand_guidelines',
        'color_palette',
        'primary_logo',
      ]);
    },
  );

  it('names each stored drawing by its bytes and points to its file', () => {
    const { result, files } = designLogo({ brief, sector: 'restaurant', language: 'fr' });
    const images = [result.primary_logo, ...result.alternatives];
    expect(files.map(({ path }) => path)).toEqual([
      '/logo/logo.svg',
      '/logo/symbol.svg',
      '/logo/logo-inverse.svg',
    ]);
    for (const [index, { path, content }] of files.entries()) {
      expect(images[index]).toMatchObject({
        url: path,
        asset_id: `${createHash('sha256').update(content).digest('hex')}.svg`,
        provider: 'knowledge',
        model: null,
      });
      expect(content).toContain(
        `width="${String(images[index]?.width)}" height="${String(images[index]?.height)}"`,
      );
    }
    expect(images.map(({ has_transparency }) => has_transparency)).toEqual([true, true, false]);
  });

  it('keeps at least three colours when the palette repeats itself', () => {
    const palette = { primary: '#ffffff', secondary: '#ffffff', accent: '#ffffff' };
    const { result } = designLogo({ brief, sector: 'other', language: 'en', concept: { palette } });
    expect(logoResultSchema.safeParse(result).success).toBe(true);
  });

  it('follows a concept that chooses from the lists', () => {
    const { result } = designLogo({
      brief,
      sector: 'restaurant',
      language: 'fr',
      concept: { style: 'bold', symbol: 'fish' },
    });
    expect(result.primary_logo.style).toBe('bold');
  });
});
