import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BusinessBrief } from '../business-brief.js';
import { type Sector, SECTORS } from '../sectors/sector-pack.js';
import { type DrawnLogo, drawLogo, type LogoColours } from './draw-logo.js';
import { contrast, MIN_CONTRAST } from './legible-colour.js';
import { LOGO_SYMBOLS } from './logo-symbols.js';
import { MAX_SVG_BYTES, parseSafeSvg, type SvgElement } from './safe-svg.js';

const aBrief = (overrides: Partial<BusinessBrief> = {}): BusinessBrief => ({
  business_name: 'Chez Fatou',
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

const drawn = (business_name: string, sector: Sector = 'restaurant'): DrawnLogo =>
  drawLogo({ brief: aBrief({ business_name }), sector });

const aHexColour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

const drawings = ({ primary, emblem, inverse }: DrawnLogo) => [primary, emblem, inverse];

function paints(element: SvgElement): string[] {
  const own = ['fill', 'stroke']
    .flatMap((name) => element.attributes.get(name) ?? [])
    .filter((value) => value !== 'none');
  return [...own, ...element.children.flatMap(paints)];
}

function expectLegible({ ground, letters, tile, main, accent, line }: LogoColours): void {
  const behindSymbol = tile ?? ground;
  for (const [colour, behind] of [
    [letters, ground],
    [line, ground],
    [main, behindSymbol],
    [accent, behindSymbol],
  ] as const) {
    expect(contrast(colour, behind)).toBeGreaterThanOrEqual(MIN_CONTRAST);
  }
}

const NAMES = [
  'Chez Fatou',
  'A',
  '3F',
  'مطعم الياسمين',
  'مطعم Chez Fatou',
  '北京饭店',
  'カフェ',
  'ቡና ቤት',
  'Ресторан Волга',
  'Ταβέρνα Νίκος',
  'Nguyễn Phở',
  'Ọ̀ṣun Ẹ̀kọ́ Ìlú',
  'Ɛwe Kɔkɔ Ŋutɔ',
  'Chez Awa 🍲',
  '👩🏾‍🍳🇸🇳',
  '\u202Eevil',
  '<script>alert(1)</script>',
  '"/><script>alert(1)</script><a b="',
  'A & B < C > D " E \' F',
  '&amp;&#60;',
  ']]> <!-- --> <?xml?>',
  '   ',
  '',
  '.',
  '\uD800',
  'a\u0000b',
  'é'.repeat(120),
  'W'.repeat(120),
  'Ag '.repeat(40),
  'Groupement des Femmes Transformatrices de Produits Agricoles et Artisanaux de la Région des Grands Ponts de Dabou Côte',
];

describe('drawLogo', () => {
  it('keeps letters and symbol legible for any palette', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SECTORS),
        fc.record({ primary: aHexColour, secondary: aHexColour, accent: aHexColour }),
        fc.constantFrom('modern', 'minimalist', 'elegant', 'bold', 'traditional', 'creative', 'tech'),
        fc.string({ maxLength: 12 }),
        (sector, palette, style, business_name) => {
          const logo = drawLogo({ brief: aBrief({ business_name }), sector, palette, style });
          for (const drawing of drawings(logo)) {
            expectLegible(drawing.colours);
            const named = Object.values(drawing.colours);
            for (const paint of paints(parseSafeSvg(drawing.svg))) expect(named).toContain(paint);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(SECTORS)('keeps letters and symbol of %s legible with its own palette', (sector) => {
    for (const symbol of LOGO_SYMBOLS[sector]) {
      const logo = drawLogo({ brief: aBrief(), sector, symbol: symbol.id });
      expect(logo.symbol).toBe(symbol.id);
      for (const { colours } of drawings(logo)) expectLegible(colours);
    }
  });

  it.each(NAMES)('draws only what is allowed, in less than 20 kB, for the name %j', (name) => {
    for (const sector of SECTORS) {
      for (const drawing of drawings(drawn(name, sector))) {
        const root = parseSafeSvg(drawing.svg);
        expect(Buffer.byteLength(drawing.svg)).toBeLessThanOrEqual(MAX_SVG_BYTES);
        expect(root.attributes.get('viewBox')).toBe(`0 0 ${String(drawing.width)} ${String(drawing.height)}`);
      }
    }
  });

  it('survives any name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.constantFrom(...SECTORS),
        (name, sector) => {
          for (const { svg } of drawings(drawn(name, sector))) parseSafeSvg(svg);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('escapes markup of the name in the label', () => {
    const label = parseSafeSvg(drawn('Tom & "Jerry" <b>').primary.svg).attributes.get('aria-label');
    expect(label).toBe('Tom &amp; &quot;Jerry&quot; &lt;b&gt;');
  });

  it.each([
    ['Chez Fatou', 'full_name'],
    ['Chez Awa 🍲', 'full_name'],
    ['Ресторан Волга', 'full_name'],
    ['Ọ̀ṣun Ẹ̀kọ́ Ìlú', 'full_name'],
    ['Ndank Ndank – la livraison à vélo de Saint-Louis', 'short_name'],
    ['مطعم الياسمين', 'none'],
    ['北京饭店', 'none'],
    ['🍲🍲', 'none'],
    ['x'.repeat(120), 'none'],
  ])('letters %j as %s', (name, lettering) => {
    expect(drawn(name).lettering).toBe(lettering);
  });

  it('draws the symbol alone where the name is accents without a letter', () => {
    const logo = drawn('\u0301 \u0302');
    expect(logo.lettering).toBe('none');
    expect(logo.emblem.svg).not.toContain('d=""');
  });

  it('is the same to the byte for the same input', () => {
    expect(drawn('Chez Fatou')).toEqual(drawn('Chez Fatou'));
  });

  it('makes two businesses of one trade differ', () => {
    for (const sector of SECTORS) {
      const symbols = new Set(
        ['Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo', 'Foxtrot', 'Golf', 'Hotel'].map(
          (name) => drawn(name, sector).symbol,
        ),
      );
      expect(symbols.size).toBeGreaterThanOrEqual(2);
    }
  });

  it('takes the symbol that the words ask for', () => {
    const symbolOf = (sector: Sector, overrides: Partial<BusinessBrief>) =>
      drawLogo({ brief: aBrief(overrides), sector }).symbol;
    expect(symbolOf('artisanat', { sector: 'couture' })).toBe('needle-and-thread');
    expect(symbolOf('restaurant', { value_proposition: 'Un attiéké poisson livré chaud' })).toBe(
      'mortar-and-pestle',
    );
    expect(symbolOf('agriculture', { services: ['Vente de poulets de chair'] })).toBe('egg-in-nest');
    expect(symbolOf('salon', { sector: 'spa' })).toBe('lotus');
  });

  it('ignores a symbol of another trade', () => {
    const logo = drawLogo({ brief: aBrief(), sector: 'restaurant', symbol: 'truck' });
    expect(LOGO_SYMBOLS.restaurant.map(({ id }) => id)).toContain(logo.symbol);
  });

  it('writes coordinates with one decimal at most outside the symbols', () => {
    expect(drawn('Saveurs d’Abidjan').primary.svg).not.toMatch(/d="M[^"]*\d\.\d\d/u);
  });
});

describe('LOGO_SYMBOLS', () => {
  it('has different drawings for every trade, three or more that fit any business of it', () => {
    const all = SECTORS.flatMap((sector) => LOGO_SYMBOLS[sector]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ parts }) => JSON.stringify(parts))).size).toBe(all.length);
    for (const sector of SECTORS) {
      expect(LOGO_SYMBOLS[sector].length).toBeGreaterThanOrEqual(3);
      expect(LOGO_SYMBOLS[sector].filter(({ isSpecial }) => !isSpecial).length).toBeGreaterThanOrEqual(2);
    }
  });
});
