import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemFrench } from '@orama/stemmers/french';
import type { Language } from '../language.js';

/** Letters that Unicode does not decompose; Latin letters of Wolof, Fulah, Hausa and Lingala included. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
  ɲ: 'n',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ƴ: 'y',
  ɛ: 'e',
  ɔ: 'o',
};
const UNDECOMPOSED_LETTER = new RegExp(`[${Object.keys(UNDECOMPOSED).join('')}]`, 'gu');

/** Straight, curly and modifier apostrophes, and the accents people type in their place. */
const APOSTROPHES = /['’‘ʼʹ´`′]/gu;

const STOP_WORDS: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    `a ai aie ait ainsi alors apres as au aucun aucune aujourd hui aura auront aussi autre autres aux avaient avais
    avait avant avec avez avoir avons ayant beaucoup bien c ca car ce ceci cela celle celles celui ces cet cette ceux
    chaque chez ci comme comment d dans de depuis des deux dont du elle elles en encore entre es est et etaient etais
    etait etant etc ete etes etre eu eux fait faire fois font hors ici il ils j je jusqu l la le les leur leurs lors
    lorsqu lorsque lui m ma mais me meme memes mes moi moins mon n ne ni nos notre notres nous on ont or ou par parce
    parmi pas pendant peu peut peuvent plus plutot pour pourquoi pres puis puisqu puisque qu quand que quel quelle
    quelles quelqu quelque quelques quels qui quoi quoiqu quoique s sa sans se sera seront ses si sien soi soient
    sommes son sont sous sur t ta tandis te tel telle telles tels tes toi ton tous tout toute toutes tres trop tu un
    une vers voici voila vont vos votre votres vous vu y`.split(/\s+/u),
  ),
  en: new Set(
    `a about above after again all also although am among an and any are as at be because been before being between
    both but by can cannot could d did do does doing down during each either else etc ever every few for from further
    had has have having he her here hers herself him himself his how i if in into is it its itself just ll let like
    m many may me might more most much must my myself neither no nor not of off on once one only or other others our
    ours out over own per quite rather re really s same shall she should since so some such t than that the their
    theirs them themselves then there these they this those though through to too under until up upon us ve very was
    we were what when where whether which while who whom whose why will with within without would yet you your
    yours`.split(/\s+/u),
  ),
};

const STEMMERS: Readonly<Record<Language, (word: string) => string>> = { fr: stemFrench, en: stemEnglish };

/**
 * The form in which texts are compared: no accents, lower case, apostrophes as spaces (so that elisions come
 * apart: "l'élevage" is "l elevage"), single spaces, no spaces at the ends. Other punctuation stays. Idempotent.
 */
export function fold(text: string): string {
  return text
    .replace(APOSTROPHES, ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(UNDECOMPOSED_LETTER, (letter) => UNDECOMPOSED[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Folded words and numbers of a text, in order; everything else separates them. */
export function tokens(text: string): readonly string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Folded words that carry meaning: no function words of the language, no single letters; numbers are kept. */
export function contentWords(text: string, language: Language): readonly string[] {
  const stopWords = STOP_WORDS[language];
  return tokens(text).filter((word) => !stopWords.has(word) && (word.length > 1 || /\p{N}/u.test(word)));
}

/** Snowball stem of one folded word; only for comparing, never for showing. */
export function stem(word: string, language: Language): string {
  return STEMMERS[language](word);
}

/** Stems of the content words, in order, repetitions kept. */
export function contentStems(text: string, language: Language): readonly string[] {
  return contentWords(text, language).map((word) => stem(word, language));
}
