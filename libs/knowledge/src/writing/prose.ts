import type { Language } from '../language.js';

const FINAL_PUNCTUATION = /(?<![\s.!?…;:,])[\s.!?…;:,]+$/u;
const ENDED = /[.!?…]["'”»)\u00a0\s]*$/u;

/** Words after which a text must not be cut: the reader would wait for the rest. */
const LEANING: ReadonlySet<string> = new Set(
  `à a au aux avec car chaque chez comme dans de des donc du d'un d'une en entre est et jusqu'à l la le les leur leurs
  mais me mes moins moins de mon ma ne ni nos notre nous on ou où par pas plus pour qu que qui sa sans se ses si son
  sous sur ta tes ton très un une vers vos votre vous y ce ces cet cette sont ont il elle ils elles tout toute tous
  toutes dont afin partir dès jusque plutôt ainsi lors
  about an and any are as at be because but by each every for from his her if in into is it its my no nor not of on or
  our over per so than that the their them then they this to under until up we when which who whose will with within
  you your who's i he she without before after`.split(/\s+/u),
);

/**
 * A text as one clean paragraph: single spaces, no repeated punctuation ("!!" is "!", "..." is "…"), no space before
 * a comma or a full stop. Letters, markup and emoji stay as they were written.
 */
export function tidy(text: string): string {
  return text
    .replace(/[ \t\r\n\f\v]+/gu, ' ')
    .replace(/\.{2,}/gu, '…')
    .replace(/…[.…]+/gu, '…')
    .replace(/([!?])[!?]+/gu, '$1')
    .replace(/([,;:])(?:\s*\1)+/gu, '$1')
    .replace(/([.!?…])[,;:.]{1,20}(?=\s|$)/gu, '$1')
    .replace(/[,;:]{1,20}([.!?…])/gu, '$1')
    .replace(/(?<! ) +([,.…])(?=\s|$)/gu, '$1')
    .replace(/([.!?…])[.,;:]{1,20}(?=\s|$)/gu, '$1')
    .replace(/^[\s,;:.!?…]+(?=.*\p{L})/u, '')
    .trim();
}

const ABBREVIATION =
  /(?:^|[^\p{L}])(?:etc|env|av|bd|no|nr|mr|mrs|ms|dr|st|vs|tel|tél|max|min|ext|incl|approx|\p{L})\.$/iu;

/** "St. Anne's": a name follows, whatever its capital. */
const TITLE_BEFORE_NAME = /(?:^|[^\p{L}])(?:St|Ste|Mr|Mrs|Ms|Dr|Prof|Mme|Mlle|Rév|Rev|Fr|Sr)\.$/u;

/** Sentences of a tidy text. After an abbreviation or a number a full stop ends one only before a capital. */
export function sentencesOf(text: string): string[] {
  const pieces = text.split(/(?<=[.!?…]["'”»)]?)\s+|\n+/u);
  const sentences: string[] = [];
  for (const piece of pieces) {
    const before = sentences.at(-1);
    const goesOn =
      before !== undefined &&
      (TITLE_BEFORE_NAME.test(before) ||
        (!/^\p{Lu}/u.test(piece) &&
          // "24 h. 5 kg": a unit is no abbreviation of a word that follows.
          !/\p{N}\s?\p{L}\.$/u.test(before) &&
          (ABBREVIATION.test(before) || /\p{N}\.$/u.test(before))));
    if (goesOn) sentences[sentences.length - 1] = `${before} ${piece}`;
    else sentences.push(piece);
  }
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Clauses of a sentence that stand on their own: parted by ";" or a dash between spaces. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .split(/(?:(?<!\s)\s+)?;\s+|(?<!\s)\s+[–—-]\s+/u)
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause));
}

export function withoutFinalPunctuation(text: string): string {
  return text.replace(FINAL_PUNCTUATION, '');
}

/** Words of somebody without the quotation marks around them and the point at their end: they get ours. */
export function withoutOuterQuotes(text: string): string {
  return withoutFinalPunctuation(text)
    .replace(/^[«“]\s*/u, '')
    .replace(/(?<!\s)\s*[»”]$/u, '');
}

export function upperFirst(text: string): string {
  return text.replace(/^(\P{L}*)(\p{Ll})/u, (_match, lead: string, letter: string) =>
    /[\p{N}]/u.test(lead) ? lead + letter : lead + letter.toLocaleUpperCase('fr'),
  );
}

/** The text as a sentence: capital letter, and a full stop unless it already ends in one of . ! ? … */
export function asSentence(text: string): string {
  const sentence = upperFirst(tidy(text));
  if (ENDED.test(sentence)) return sentence;
  return `${withoutFinalPunctuation(sentence)}.`;
}

/**
 * At most `max` characters, cut between words and never inside a number or after a word that leads on
 * ("avec", "the"). Adds nothing: an ellipsis is the caller's choice. A single longer word is cut by code points.
 */
export function cutAtWord(text: string, max: number): string {
  if (text.length <= max) return text;
  const words = text.slice(0, max + 1).split(' ');
  words.pop();
  const next = text.slice(words.join(' ').length).trimStart();
  if (/^\p{N}/u.test(next) || isUnit(next)) dropWhile(words, (word) => /^[\p{N}.,]+$/u.test(word));
  dropWhile(words, leans);
  const cut = words.join(' ').replace(/(?<![\s,;:–—(«“|-])[\s,;:–—(«“|-]+$/u, '');
  if (cut) return cut;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max) break;
    kept += character;
  }
  return kept.trimEnd();
}

const isUnit = (text: string): boolean => /^(?:%|[\p{L}€$₦]{1,14})/u.test(text);

const leans = (word: string): boolean =>
  LEANING.has(word.toLowerCase().replace(/^[«“("]+|(?<![,;:])[,;:]+$/gu, '')) ||
  /^[\p{N}.,]+$/u.test(word) ||
  /^\p{L}{1,2}['’]\p{L}{0,3}$/u.test(word) ||
  /^[|–—«“(]$/u.test(word);

function dropWhile(words: string[], isDropped: (word: string) => boolean): void {
  for (let last = words.at(-1); last !== undefined && isDropped(last); last = words.at(-1)) words.pop();
}

/** As much of the text as fits, whole sentences first; else cut at a word, with an ellipsis. */
export function excerpt(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const sentence of sentencesOf(text)) {
    const longer = kept ? `${kept} ${sentence}` : sentence;
    if (longer.length > max) break;
    kept = longer;
  }
  return kept || `${cutAtWord(text, max - 1)}…`;
}

/** The person's words in the quotation marks of the language, without a full stop inside. */
export function quoted(text: string, language: Language): string {
  const words = tidy(text).replace(/(?<![\s.;:,])[\s.;:,]+$/u, '');
  const inner = words.replace(/[«“]\s?|\s?[»”]|"/gu, "'").trim();
  return language === 'fr' ? `«\u00a0${inner}\u00a0»` : `“${inner}”`;
}

/** "a, b et c" or "a, b and c". */
export function listed(items: readonly string[], language: Language): string {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  const joint = language === 'fr' ? ' et ' : ' and ';
  if (items.some((item) => item.includes(joint))) return items.join(', ');
  return `${items.slice(0, -1).join(', ')} ${joint.trim()} ${last}`;
}

/** Final typography: French spaces before : ; ! ? and inside « » do not break; nothing is doubled. */
export function typeset(text: string, language: Language): string {
  const clean = tidy(text);
  if (language === 'en') return clean.replace(/(?<![ \u00a0])[ \u00a0]+([;:!?])(?=\s|$)/gu, '$1');
  return (
    clean
      // A business is often called "Chez …".
      .replace(/([Cc])hez Chez (?=\p{L})/gu, '$1hez ')
      .replace(/([\p{L}\p{N})%»])[ \u00a0]*([;:!?])(?=\s|$)/gu, '$1\u00a0$2')
      .replace(/«\s*/gu, '«\u00a0')
      .replace(/\s*»/gu, '\u00a0»')
  );
}
