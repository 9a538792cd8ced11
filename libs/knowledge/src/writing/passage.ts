import type { BusinessBrief } from '../business-brief.js';
import type { Language } from '../language.js';
import { contentStems, fold } from '../text/fold.js';
import * as english from './english-voice.js';
import * as french from './french-voice.js';
import { asSentence, cutAtWord, excerpt, quoted, sentencesOf, tidy, upperFirst } from './prose.js';
import { languageOf } from './text-language.js';

/** Grammar of each language. */
export const VOICES = { fr: french, en: english } as const;

/** The most of one text that is woven into the pages; the rest stays in the brief. UTF-16 units. */
export const WOVEN = 900;

/** The longest sentence that is told as a whole, in UTF-16 units: pages and files repeat it. */
const SENTENCE = 300;

/** One of the five texts as the site says it. */
export interface Passage {
  /** Sentences in the voice of the business, or quotations where they can not be turned safely. Never empty strings. */
  readonly sentences: readonly string[];
  /** The person's words, tidy; only a sentence without an end is cut, with an ellipsis. */
  readonly raw: string;
  /** Written in another language than the site. */
  readonly isForeign: boolean;
  /** Says hardly anything that a visitor could use. */
  readonly isVague: boolean;
}

/** "C'est moi qui viens", "ancienne institutrice, je": the verb or the noun is of one person and stays so. */
const OF_ONE_PERSON: Readonly<Record<Language, RegExp>> = {
  fr: /(?:^|[^\p{L}])moi[ ,]+(?:qui|que|je)(?!\p{L})|^(?:ancien(?:ne)?|ex-\p{L}+|fils|fille|mère|père|maman|papa|veuve|diplômée?|formée?|née?|passionnée?|jeune)(?!\p{L})[^,;.]{0,60}, (?:je |j['’])/iu,
  en: /^(?:a |an )?(?:former|retired|trained|qualified|born|mother|father|daughter|son|widow)(?!\p{L})[^,;.]{0,60}, I /iu,
};

/** A one-person "je" or "I" that may have to be quoted, in the voice of the business. */
export function ourSentence(sentence: string, language: Language): string {
  const turned = OF_ONE_PERSON[language].test(sentence) ? null : VOICES[language].inOurVoice(sentence);
  return turned === null ? `${quoted(upperFirst(sentence), language)}.` : asSentence(turned);
}

/** Shouted texts in lower case; names that the brief shows elsewhere keep their capitals. */
function calm(text: string, names: ReadonlyMap<string, string>): string {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Lu}/gu) ?? [];
  if (letters.length < 12 || capitals.length < letters.length * 0.7) return text;
  const lower = text.toLowerCase().replace(/\p{L}[\p{L}\p{M}-]*/gu, (word) => names.get(fold(word)) ?? word);
  return lower.replace(
    /(^|[.!?…]\s+)(\p{Ll})/gu,
    (_match, lead: string, letter: string) => lead + letter.toUpperCase(),
  );
}

const ACRONYMS = [
  'FCFA',
  'CFA',
  'WhatsApp',
  'SMS',
  'Facebook',
  'Instagram',
  'TikTok',
  'Google',
  'VIP',
  'BTP',
  'HLM',
];

function spokenNames({ location }: BusinessBrief): ReadonlyMap<string, string> {
  const names = [location.city, location.region, location.country].flatMap(
    (name) => name?.match(/\p{L}[\p{L}\p{M}-]*/gu) ?? [],
  );
  const capitalised = names
    .filter((name) => /^\p{Lu}/u.test(name) && name.length > 3)
    .map((name) => [fold(name), /^\p{Lu}+$/u.test(name) ? upperFirst(name.toLowerCase()) : name] as const);
  return new Map([...capitalised, ...ACRONYMS.map((name) => [fold(name), name] as const)]);
}

const VAGUE =
  /^(?:gagner (?:de l['’]argent|ma vie|beaucoup)|(?:être|devenir) riche|vendre (?:des choses|tout|de tout)|tout le monde|tous|toute? personnes?|n['’]importe qui|bonne? qualité|bon prix|pas cher|plusieurs (?:produits|choses|services)|des (?:produits|choses|services)|je ne sais pas|rien|make money|earn money|get rich|be rich|sell (?:things|stuff|everything)|everybody|everyone|anyone|all people|good quality|good price|cheap|many (?:products|things)|(?:various|several|some) (?:products|things|services)|i do not know|i don['’]t know|nothing)(?!\p{L})/iu;

function isVague(text: string, language: Language): boolean {
  const stems = contentStems(text, language);
  return stems.length < 3 || (VAGUE.test(text.trim()) && stems.length < 7);
}

function withoutEndless(text: string): string {
  const sentences = sentencesOf(text);
  if (sentences.every((sentence) => sentence.length <= SENTENCE)) return text;
  return sentences
    .map((sentence) =>
      sentence.length <= SENTENCE ? sentence : `${cutAtWord(sentence, SENTENCE - 1).replace(/…$/u, '')}…`,
    )
    .join(' ');
}

/** Hears the five texts of one brief. */
export class Ear {
  readonly names: ReadonlyMap<string, string>;

  constructor(
    readonly brief: BusinessBrief,
    readonly language: Language,
  ) {
    this.names = spokenNames(brief);
  }

  hear(text: string): Passage {
    const tidied = tidy(calm(text, this.names));
    // Punctuation or a smiley alone says nothing; the brief keeps it.
    const raw = /[\p{L}\p{N}]/u.test(tidied) ? withoutEndless(tidied) : '';
    const spoken = languageOf(raw);
    const isForeign = spoken !== null && spoken !== this.language;
    const woven = excerpt(raw, WOVEN);
    const sentences = isForeign
      ? [`${quoted(excerpt(raw, 400), this.language)}.`]
      : sentencesOf(woven).map((sentence) => ourSentence(sentence, this.language));
    return {
      raw,
      isForeign,
      isVague: isVague(raw, spoken ?? this.language),
      sentences: raw === '' ? [] : sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence)),
    };
  }
}
