import { describe, expect, it } from '@jest/globals';
import { markdownLine, markdownList, markdownText } from './markdown.js';

describe('markdownText', () => {
  it.each([
    "L'atelier d'Aïcha, c'est-à-dire nous : 25 000 FCFA (-10 % le lundi) !",
    'We open at 4:30 & close at 9 – £5/kg, +221 77 000 00 00, awa@example.com',
    '« Rien que du bon » ; "chic" ~5 km',
    'مطعم صغير 😀',
  ])('leaves ordinary prose alone: %s', (prose) => {
    expect(markdownText(prose)).toBe(prose);
  });

  it.each([
    ['<script>alert(1)</script>', '&lt;script>alert(1)&lt;/script>'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['![](http://evil.test)', '!\\[\\](http://evil.test)'],
    ['**gras** __gras__ `code` ~~non~~', '\\*\\*gras\\*\\* \\_\\_gras\\_\\_ \\`code\\` \\~\\~non\\~\\~'],
    ['\\[x\\](y)', '\\\\\\[x\\\\\\](y)'],
    ['&lt;b&gt; &#60; A&B', '&amp;lt;b&amp;gt; &amp;#60; A&B'],
    ['a | b', 'a \\| b'],
    ['Salon ##', 'Salon \\##'],
  ])('shows %s as it is', (text, escaped) => {
    expect(markdownText(text)).toBe(escaped);
  });

  it.each([
    ['# titre', '\\# titre'],
    ['> citation', '\\> citation'],
    ['- point', '\\- point'],
    ['+ point', '\\+ point'],
    ['1. un', '1\\. un'],
    ['12) deux', '12\\) deux'],
    ['---', '\\---'],
    ['===', '\\==='],
    ['    code', 'code'],
  ])('lets no line begin with the sign of a block: %s', (line, escaped) => {
    expect(markdownText(`avant\n${line}`)).toBe(`avant\n${escaped}`);
  });
});

describe('markdownLine', () => {
  it('keeps a heading on its line', () => {
    expect(markdownLine('Chez\n# Awa')).toBe('Chez # Awa');
  });
});

describe('markdownList', () => {
  it('keeps each item an item', () => {
    expect(markdownList(['- a\n- b', '1. c'])).toBe('- \\- a - b\n- 1\\. c');
  });
});
