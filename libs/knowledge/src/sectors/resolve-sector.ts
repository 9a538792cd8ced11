import { fold, tokens } from '../text/fold.js';
import { SECTOR_PACKS } from './sector-packs.js';
import { type Sector, SECTORS } from './sector-pack.js';

/** How sure the match is: the sector's own name, a known word or phrase, only the beginning of one, or nothing. */
export type SectorConfidence = 'exact' | 'alias' | 'related' | 'none';

export interface SectorMatch {
  readonly sector: Sector;
  /** Folded name or alias that decided; null when nothing was recognised. */
  readonly matched: string | null;
  readonly confidence: SectorConfidence;
}

/** Names of the former service's forms and detectors that are not themselves a `Sector`. */
const FORMER_NAMES: Readonly<Record<string, Sector>> = {
  commerce: 'ecommerce',
  'e-commerce': 'ecommerce',
  sante: 'health',
  tech: 'technology',
  default: 'other',
};

/** Joining words that may stand inside a phrase: "garage de mecanique" is "garage mecanique". */
const CONNECTORS: ReadonlySet<string> = new Set(
  'a an and at au aux avec by d de des du en et for from in l la le les of on ou par pour qu sur to un une with'.split(
    ' ',
  ),
);

/** Say how something is sold or organised, not what the trade is: any other word decides before them. Singular. */
const GENERAL: ReadonlySet<string> = new Set(
  `achat art boutique brand business centre cleaning client commercant commercante commerce company conseil
  conseiller digital distribution e ecommerce enterprise entreprise entretien export fashion food
  import importation internet kiosk kiosque magasin maintenance marche market marketplace marque mode
  numerique online retail sale selling service shop startup store trade trader trading vendeur
  vendeuse vente web wholesale`.split(/\s+/u),
);

/** Ends of the English form, singular: it puts the trade last ("beauty school"), French first ("école de beauté"). */
const ENGLISH_HEADS: ReadonlySet<string> = new Set(
  `academy agency app bakery cafe center centre clinic coach consultant consulting course delivery driver farm
  farmer farming hospital lab laboratory lawyer lesson logistic marketplace pharmacy platform processing repair
  rental restaurant retail school shop software store studio tailor teacher training transport tutor tutoring
  university van`.split(/\s+/u),
);

const SHORTEST_PREFIX = 6;

interface Alias {
  readonly sector: Sector;
  readonly name: string;
  /** Singular, joining words left out. */
  readonly words: readonly string[];
}

interface Candidate extends Alias {
  readonly start: number;
  readonly end: number;
  /** False when a word of the text only begins with the alias ("pharmacienne"). */
  readonly whole: boolean;
}

/** Undoes regular plurals of both languages; what it returns need not be a word. */
function singular(word: string): string {
  if (word.length < 4) return word;
  if (word.endsWith('eaux') || word.endsWith('eux')) return word.slice(0, -1);
  if (word.endsWith('aux')) return `${word.slice(0, -3)}al`;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/u.test(word)) return word.slice(0, -2);
  if (word.endsWith('x') || (word.endsWith('s') && !word.endsWith('ss'))) return word.slice(0, -1);
  return word;
}

function trade(text: string): readonly string[] {
  return tokens(text).filter((word) => !CONNECTORS.has(word));
}

const ALIASES: readonly Alias[] = SECTORS.flatMap((sector) =>
  SECTOR_PACKS[sector].aliases.map((alias) => ({
    sector,
    name: fold(alias),
    words: trade(alias).map(singular),
  })),
);

const ALIASES_BY_FIRST_WORD = new Map<string, Alias[]>();
for (const alias of ALIASES) {
  const first = alias.words[0] ?? '';
  ALIASES_BY_FIRST_WORD.set(first, [...(ALIASES_BY_FIRST_WORD.get(first) ?? []), alias]);
}

/** Characters of the longest alias that is one word: no beginning of a word needs to be longer. */
const LONGEST_WORD = Math.max(
  ...ALIASES.filter(({ words }) => words.length === 1).map(({ words }) => words[0]?.length ?? 0),
);
const LONGEST_PHRASE = Math.max(...ALIASES.map(({ words }) => words.length));

const NAMES: ReadonlyMap<string, Sector> = new Map<string, Sector>([
  ...SECTORS.flatMap((sector) =>
    [sector, SECTOR_PACKS[sector].label.fr, SECTOR_PACKS[sector].label.en].map(
      (name) => [fold(name), sector] as const,
    ),
  ),
  ...Object.entries(FORMER_NAMES),
]);

function candidatesAt(words: readonly string[], start: number): readonly Candidate[] {
  const first = words[start] ?? '';
  const whole = (ALIASES_BY_FIRST_WORD.get(first) ?? [])
    .filter((alias) => alias.words.every((word, index) => word === words[start + index]))
    .map((alias) => ({ ...alias, start, end: start + alias.words.length, whole: true }));
  const longest = Math.min(first.length - 1, LONGEST_WORD);
  const beginnings = Array.from({ length: Math.max(0, longest + 1 - SHORTEST_PREFIX) }, (_, index) =>
    first.slice(0, SHORTEST_PREFIX + index),
  );
  const begun = beginnings
    .flatMap((beginning) => ALIASES_BY_FIRST_WORD.get(beginning) ?? [])
    .filter((alias) => alias.words.length === 1)
    .map((alias) => ({ ...alias, start, end: start + 1, whole: false }));
  return [...whole, ...begun];
}

/** Those that are no part of a longer one. Looks only as far back as a phrase is long: the text may be. */
function outermostOf(found: readonly Candidate[]): readonly Candidate[] {
  const longestEnd = new Map<number, number>();
  for (const { start, end } of found) longestEnd.set(start, Math.max(end, longestEnd.get(start) ?? 0));
  return found.filter(({ start, end }) => {
    for (let from = start; from > start - LONGEST_PHRASE; from -= 1) {
      const to = longestEnd.get(from) ?? 0;
      if (to >= end && to - from > end - start) return false;
    }
    return true;
  });
}

/** Higher is stronger: what is sold before how it is sold, then whole words before beginnings of words. */
function strength(candidate: Candidate): number {
  // A whole phrase of such words says the trade after all: an "online shop" is one, whatever it sells.
  const isGeneral = candidate.words.length === 1 && GENERAL.has(candidate.words[0] ?? '');
  return (isGeneral ? 0 : 2) + (candidate.whole ? 1 : 0);
}

function isEnglishHead(candidate: Candidate, words: readonly string[]): boolean {
  return candidate.end === words.length && ENGLISH_HEADS.has(words.at(-1) ?? '');
}

/** The noun that the rest describes: the first one named, or the last of an English compound. */
function headFirst(words: readonly string[], isCompound: boolean) {
  return (left: Candidate, right: Candidate): number => {
    if (isCompound) {
      const heads = Number(isEnglishHead(right, words)) - Number(isEnglishHead(left, words));
      if (heads !== 0) return heads;
    }
    return left.start - right.start || right.name.length - left.name.length;
  };
}

/**
 * Sector of a trade named in free text, French or English: accents, case, elisions, plurals and small joining
 * words do not matter. The most specific phrase wins, then the noun that the others describe. Never throws;
 * unknown text is `other` with confidence `none`.
 *
 * Settled by choice: repair of any device is `services` (even of phones); hotels, tourism, associations, sport and
 * industry are known trades without a pack of their own, hence `other` with confidence `alias`.
 */
export function resolveSector(text: string): SectorMatch {
  const folded = fold(text);
  const named = NAMES.get(folded);
  if (named !== undefined) return { sector: named, matched: folded, confidence: 'exact' };

  const words = trade(text).map(singular);
  const found = words.flatMap((_, start) => candidatesAt(words, start));
  const outermost = outermostOf(found);
  const strongest = Math.max(...outermost.map(strength));
  const isCompound = tokens(text).every((word) => word === 'and' || !CONNECTORS.has(word));
  const [winner] = outermost
    .filter((candidate) => strength(candidate) === strongest)
    .sort(headFirst(words, isCompound));
  if (winner === undefined) return { sector: 'other', matched: null, confidence: 'none' };
  return { sector: winner.sector, matched: winner.name, confidence: winner.whole ? 'alias' : 'related' };
}
