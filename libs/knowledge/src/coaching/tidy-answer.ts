import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import { findPlaces } from '../reading/places.js';
import { sourceText } from '../reading/source-text.js';
import { sentencesOf, tidy, upperFirst } from '../writing/prose.js';
import { languageOf } from '../writing/text-language.js';
import { type AnswerContext, placesKnownIn } from './answer-reading.js';
import { SHORT_SPELLINGS } from './short-spellings.js';

const EMOJI = /\p{Extended_Pictographic}|[\u200d\ufe0f\u20e3]|[\u{1f3fb}-\u{1f3ff}]|[\u{1f1e6}-\u{1f1ff}]/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;
const BULLET = /(?:([:;,])|(?<!\s))[^\S\n]*\n\s*(?:[-•*–·]|\d{1,2}[.)])\s+/gu;
const LINE_END = /(?<![.!?…:;,])\s*\n\s*/gu;

/** One paragraph: bullets become commas, lines become sentences, emoji and invisible characters go. */
function inOneParagraph(text: string): string {
  const lines = text
    .normalize('NFC')
    .trim()
    .replace(BULLET, (_match, mark: string | undefined) => `${mark ?? ','} `)
    .replace(LINE_END, '. ');
  const seen = lines.replace(/\s/gu, ' ').replace(INVISIBLE, '').replace(EMOJI, '');
  return tidy(seen.replace(/^(?:[\s,;:.!?…]|[-•*–·](?=\s))+(?=.*\p{L})/u, '').replace(/,(?=\p{L})/gu, ', '));
}

/** Written in capitals as a rule. */
const ALWAYS_CAPITALS: ReadonlySet<string> = new Set(
  'fcfa cfa xof xaf sms gps pme tpe ong bepc bac bts cap tv pc usb qr pos id ngo vip it ussd hlm ucad cctv iata'.split(
    ' ',
  ),
);
const BRANDS: ReadonlyMap<string, string> = new Map(
  'WhatsApp Facebook Instagram TikTok YouTube LinkedIn Google Telegram M-Pesa'
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);
const ENGLISH_CAPITALS =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july|august|september|october|november|december|english|french|swahili|christmas|easter|ramadan)$/u;

const MOSTLY = 0.7;
const SHORTEST_SHOUT = 4;

/** Written in capitals throughout; a short acronym is not. */
function isShouted(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = letters.filter((letter) => /\p{Lu}/u.test(letter)).length;
  return letters.length >= SHORTEST_SHOUT && text.includes(' ') && capitals > MOSTLY * letters.length;
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

function inSmallLetters(text: string, language: Language): string {
  return text.toLocaleLowerCase('fr').replace(WORD, (word) => {
    if (ALWAYS_CAPITALS.has(word) || /^[a-z]{1,2}\d$/u.test(word)) return word.toUpperCase();
    return language === 'en' && (word === 'i' || ENGLISH_CAPITALS.test(word)) ? upperFirst(word) : word;
  });
}

const SHORTEST_PLACE = 4;
const LOOK_BACK = 12;
const capitalised = (name: string): string =>
  name.replace(/(?<=^|[ -])(?!(?:de|du|des|la|le|of|es) )\p{Ll}/gu, (letter) =>
    letter.toLocaleUpperCase('fr'),
  );

const BEFORE_PLACE =
  /(?:^|[^\p{L}])(?:à|a|au|aux|de|du|en|vers|et|quartiers?|in|at|from|near|around|to|of|and|between|entre|d['’])\s?$/iu;
/** Towns that are everyday words too. */
const WORDS_TOO: ReadonlySet<string> = new Set([
  'mango',
  'man',
  'be',
  'port',
  'saly',
  'point',
  'say',
  'made',
  'plateau',
]);

/** Known towns and districts with their capital, where the words before make them places. */
function withPlaceCapitals(text: string, country: CountryCode | null): string {
  // In small letters: where a text has capitals, the reader of places waits for them.
  const small = text.toLocaleLowerCase('fr');
  if (small.length !== text.length) return text;
  const source = sourceText('mission', small);
  const places = findPlaces(source, placesKnownIn(country));
  return places.reduceRight((said, { start, end, value: { certainty } }) => {
    const from = source.from[start] ?? 0;
    const to = source.from[end] ?? text.length;
    const name = said.slice(from, to);
    const isPlace =
      certainty === 'gazetteer' &&
      !/\p{Lu}/u.test(name) &&
      name.length >= SHORTEST_PLACE &&
      !WORDS_TOO.has(name.toLowerCase()) &&
      BEFORE_PLACE.test(said.slice(Math.max(0, from - LOOK_BACK), from));
    return isPlace ? said.slice(0, from) + capitalised(name) + said.slice(to) : said;
  }, text);
}

/** A letter and its apostrophe that a hasty writer parts: "j ai", "c est", "qu il". */
const PARTED = /(?<![\p{L}\p{M}'’])([cdjlmnst]|qu) (?!(?:et|ou|a|à)(?!\p{L}))(?=[aeiouyhàâéèêîôû]\p{L})/giu;
const ONESELF = /(?<!\p{L})(moi|toi|lui|elle|nous|vous|eux|elles) (m[eê]mes?)(?!\p{L})/giu;

function spelledOutIn(text: string, language: Language): string {
  if (language === 'en') return spelledOut(text, language);
  return spelledOut(text.replace(PARTED, "$1'"), language).replace(
    ONESELF,
    (_match, who: string, same: string) => `${who}-${same.replace('meme', 'même')}`,
  );
}

/** Short forms spelled out; a word with a capital inside a sentence, or after a figure, is left alone. */
function spelledOut(text: string, language: Language): string {
  const spellings = SHORT_SPELLINGS[language];
  return text.replace(
    /(?<![\p{L}\p{M}\p{N}'’@/.-])[\p{L}\p{N}]+(?![\p{L}\p{M}\p{N}'’@/-])/gu,
    (word, at: number) => {
      const long = spellings.get(word.toLowerCase());
      if (long === undefined || (at > 0 && /\p{Lu}/u.test(word))) return word;
      if (/\d ?$/u.test(text.slice(Math.max(0, at - 2), at)) && !/^(?:yrs?|hrs|mins)$/u.test(word))
        return word;
      return long;
    },
  );
}

/** Said before the answer begins; what may belong to it is taken only before a comma. */
const FILLERS: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:(?:euh+|heu+|hum+|hein|ben|bah|eh bien|bonjour(?: (?:coach|à tous|monsieur|madame))?|salut|bonsoir|en fait|franchement|à vrai dire|je (?:pense|crois|dirais|dirai|me dis) que(?! (?:ça|ca|oui)(?!\p{L})))[\s,.…:!-]+|je (?:pense|crois|dirais) qu['’]|je (?:pense|crois),\s*|(?:bon|alors|donc|oui|ok|voilà|pour moi|disons|genre|moi)\s*[,.…!]+\s*)/iu,
  en: /^(?:(?:um+|uh+|er+m?|hmm+|hello(?: coach)?|hi(?: coach)?|hey|good (?:morning|afternoon|evening)|basically|actually|honestly|to be honest|i (?:think|guess|believe|would say) that)[\s,.…:!-]+|i (?:think|guess|believe),?\s+(?=(?:i|we|it|my|our|they|people|every)\b)|so (?=(?:i|we|my|our|basically|the idea)\b)|(?:so|well|ok|okay|yes|like|you know|right)\s*[,.…!]+\s*)/iu,
};
const MOST_FILLERS = 4;

function withoutFillers(text: string, language: Language): string {
  let said = text;
  for (let count = 0; count < MOST_FILLERS; count += 1) {
    const rest = said.replace(FILLERS[language], '');
    if (rest === said || !/\p{L}/u.test(rest)) break;
    said = rest;
  }
  return said;
}

/** Function words said twice by mistake; "nous nous" and "boda boda" are none. */
const DOUBLED =
  /(?<![\p{L}'’-])(le|la|les|de|des|du|un|une|et|à|je|tu|il|elle|on|en|que|qui|pour|dans|sur|avec|est|the|an?|of|to|in|and|i|we|it|is|for|with|on|at|my|our)(?: \1)+(?![\p{L}'’-])/giu;

type Settings = Pick<AnswerContext, 'language' | 'country'>;

function tidiedOnce(answer: string, { language, country }: Settings): string {
  const paragraph = inOneParagraph(answer);
  if (!/\p{L}/u.test(paragraph)) return answer.trim();
  const own = languageOf(paragraph) ?? language;
  const calm = isShouted(paragraph) ? inSmallLetters(paragraph, own) : paragraph;
  const spelled = withoutFillers(spelledOutIn(calm, own).replace(DOUBLED, '$1'), own);
  const named = withPlaceCapitals(spelled, country).replace(
    WORD,
    (word) => BRANDS.get(word.toLowerCase()) ?? word,
  );
  const sentences = sentencesOf(tidy(named)).map(upperFirst).join(' ');
  return /[.!?…]["'”»)]*$/u.test(sentences) ? sentences : `${sentences.replace(/[\s,;:–-]+$/u, '')}.`;
}

/** What was dropped in front can show another filler, or a sentence that now begins. */
const MOST_PASSES = 4;

/**
 * A person's own answer in clean form: spacing, capitals, final punctuation, short spellings written out, fillers and
 * doubled words left out. Adds nothing and changes no other word. Idempotent. Text without a letter comes back trimmed.
 */
export function tidyAnswer(answer: string, settings: Settings): string {
  let text = answer;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const tidied = tidiedOnce(text, settings);
    if (tidied === text) break;
    text = tidied;
  }
  return text;
}
