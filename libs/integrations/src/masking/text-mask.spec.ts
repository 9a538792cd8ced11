import { describe, expect, it } from '@jest/globals';
import { TextMask, withoutPersonalData } from './text-mask.js';

const TEXT = 'Awa Diop, +221 77 123 45 67, awa@exemple.sn ; encore Awa Diop.';
const MASKED = '[[PERSON_1]], [[PHONE_1]], [[EMAIL_1]] ; encore [[PERSON_1]].';
const aMask = (...texts: string[]) => new TextMask(texts, ['Awa Diop']);
/** As a model writes one that it translates, or escapes for Markdown. */
const SPOILT = [
  '[[phone_1]]',
  '[[Phone 1]]',
  String.raw`\[\[PHONE\_1\]\]`,
  '[[TÉLÉPHONE_1]]',
  '[[PERSONNE_1]]',
];
const asProse = { isJson: false };

describe('TextMask', () => {
  it('puts markers in the place of personal data, and these back', () => {
    const mask = aMask(TEXT);
    expect(mask.mask(TEXT)).toBe(MASKED);
    expect(mask.restore(MASKED, asProse)).toEqual({ text: TEXT, hasInvented: false });
  });

  it('makes the same markers of the same texts, in whichever process', () => {
    expect(aMask(TEXT).mask(TEXT)).toBe(aMask(TEXT).mask(TEXT));
  });

  it('says a word on markers only where there are some', () => {
    expect(aMask('Rien du tout.').instruct('You write.')).toBe('You write.');
    expect(aMask(TEXT).instruct('You write.')).toContain('[[PHONE_1]]');
  });

  it.each(['[PHONE_1]', '[[ PHONE_1 ]]', 'PHONE_1', '[[PHONE_01]]'])(
    'knows a marker that came back as %s',
    (written) => {
      expect(aMask(TEXT).restore(`tel:${written}.`, asProse).text).toBe('tel:+221 77 123 45 67.');
    },
  );

  it('does not end a string of JSON', () => {
    const mask = new TextMask(['Chez "Awa\\Diop"'], ['"Awa\\Diop"']);
    const masked = JSON.stringify({ text: mask.mask('Chez "Awa\\Diop"') });
    expect(masked).toContain('[[PERSON_1]]');
    expect(JSON.parse(mask.restore(masked, { isJson: true }).text)).toEqual({ text: 'Chez "Awa\\Diop"' });
  });

  it('is not confused by a text that has such a marker already', () => {
    const text = 'Mon code est [[PHONE_1]], mon numéro 77 123 45 67.';
    const mask = aMask(text);
    expect(mask.mask(text)).toBe('Mon code est [[PHONE_1]], mon numéro [[PHONE_2]].');
    expect(mask.restore(mask.mask(text), asProse)).toEqual({ text, hasInvented: false });
  });

  it('tells of a marker that stands for nothing', () => {
    for (const invented of ['[[PHONE_7]]', '[EMAIL_2]', 'PERSON_9', '[[PHONE_', '[[PHONE_un]]', ...SPOILT]) {
      expect(aMask(TEXT).restore(`Voir ${invented}`, asProse).hasInvented).toBe(true);
    }
    expect(aMask(TEXT).restore('PHONE_BOOK, MY_PHONE_7, [[LOGO_1]]', asProse).hasInvented).toBe(false);
  });

  it('shows of a text that is being written no piece of a marker, whatever the pieces', () => {
    const mask = aMask(TEXT);
    const whole = `Appelez ${MASKED} FCFA`;
    const restored = mask.restore(whole, asProse).text;
    let shown = '';
    for (let length = 0; length <= whole.length; length += 1) {
      const next = mask.restoreBegun(whole.slice(0, length));
      expect(next.startsWith(shown)).toBe(true);
      expect(restored.startsWith(next)).toBe(true);
      shown = next;
    }
    expect(mask.restoreBegun('Voir [[PHONE_7]] et plus')).toBe('Voir ');
    for (const spoilt of SPOILT) expect(mask.restoreBegun(`Voir ${spoilt} et plus`)).toBe('Voir ');
  });
});

describe('withoutPersonalData', () => {
  it('leaves the rest, and a text without any as it is', () => {
    expect(withoutPersonalData('couture Awa Diop Thiès 77 123 45 67', ['Awa Diop'])).toBe('couture Thiès');
    expect(withoutPersonalData('  couture  Thiès ', ['Awa Diop'])).toBe('  couture  Thiès ');
    expect(withoutPersonalData('awa@exemple.sn', [])).toBe('');
  });
});
