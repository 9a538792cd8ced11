import { type SourceText, sourceText, type Span } from './source-text.js';

/** A number in a text: its value and where it stands in `plain`. */
export interface FoundNumber extends Span {
  readonly value: number;
}

/** "12 500", "1.250.000", "8,000" (three digits after a comma or dot are thousands), then decimals "1,4", then digits. */
const FIGURES = /\d{1,3}([ .,'])\d{3}(?:\1\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+[.,]\d{1,6}(?!\d)|\d+/gu;
const MULTIPLIER = / ?(mille|thousand|millions?|milliards?|billions?)(?![a-z])|k(?![a-z])/uy;
const WORD = /[a-z]+/gu;

const FACTORS: Readonly<Record<string, number>> = {
  k: 1e3,
  mille: 1e3,
  thousand: 1e3,
  million: 1e6,
  millions: 1e6,
  milliard: 1e9,
  milliards: 1e9,
  billion: 1e9,
  billions: 1e9,
};

const WORD_VALUES = new Map<string, number>();
const ordered = (first: number, words: string, step = 1): void => {
  words.split(' ').forEach((word, index) => WORD_VALUES.set(word, first + index * step));
};
ordered(1, 'un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize');
ordered(20, 'vingt trente quarante cinquante soixante septante huitante nonante', 10);
ordered(
  1,
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
);
ordered(17, 'seventeen eighteen nineteen');
ordered(20, 'twenty thirty forty fifty sixty seventy eighty ninety', 10);
for (const [word, value] of [
  ...([
    ['une', 1],
    ['vingts', 20],
    ['dizaine', 10],
    ['douzaine', 12],
    ['quinzaine', 15],
    ['vingtaine', 20],
  ] as const),
  ...([
    ['trentaine', 30],
    ['cinquantaine', 50],
    ['centaine', 100],
    ['dozen', 12],
    ['octante', 80],
  ] as const),
]) {
  WORD_VALUES.set(word, value);
}
const HUNDREDS: ReadonlySet<string> = new Set(['cent', 'cents', 'hundred']);
/** An article as a rule; a number only as part of a longer one ("vingt et un", "un million"). */
const ARTICLES: ReadonlySet<string> = new Set(['un', 'une']);

/** Digits with their separators, as the value meant. */
function figureValue(figure: string): number {
  const grouped = /^([1-9]\d{0,2}(?:[ .,']\d{3})+)(?:[.,](\d{1,2}))?$/u.exec(figure);
  if (!grouped) return Number(figure.replace(',', '.').replace(/[ ']/gu, ''));
  return Number(`${(grouped[1] ?? '').replace(/\D/gu, '')}.${grouped[2] ?? '0'}`);
}

function figures(plain: string): FoundNumber[] {
  return [...plain.matchAll(FIGURES)].map((match) => {
    const end = match.index + match[0].length;
    MULTIPLIER.lastIndex = end;
    const multiplier = MULTIPLIER.exec(plain)?.[0] ?? '';
    const value = figureValue(match[0]) * (FACTORS[multiplier.trim()] ?? 1);
    return { value, start: match.index, end: end + multiplier.length };
  });
}

interface Running {
  start: number;
  end: number;
  /** Closed thousands and millions. */
  total: number;
  /** What is being added up below the next factor. */
  current: number;
  last: string;
}

/** The running number continued by a word, or null when the word starts a new one. */
function continued(running: Running, word: string): Pick<Running, 'total' | 'current'> | null {
  const { total, current } = running;
  const factor = FACTORS[word];
  if (factor) return { total: total + Math.max(current, 1) * factor, current: 0 };
  if (HUNDREDS.has(word)) return current > 0 && current < 10 ? { total, current: current * 100 } : null;
  const value = WORD_VALUES.get(word);
  if (value === undefined) return null;
  if (value === 20 && current % 100 === 4 && running.last === 'quatre')
    return { total, current: current + 76 };
  const room =
    current === 0 ? 1000 : current % 100 === 0 ? 100 : current % 10 === 0 && current % 100 >= 20 ? 20 : 0;
  return value < room ? { total, current: current + value } : null;
}

function opened(word: string, span: Span): Running | null {
  const current = HUNDREDS.has(word) ? 100 : WORD_VALUES.get(word);
  if (current !== undefined) return { ...span, total: 0, current, last: word };
  return word === 'mille' ? { ...span, total: 1000, current: 0, last: word } : null;
}

/** A lone article is no number. */
function closed(running: Running | null, plain: string): FoundNumber[] {
  if (!running || ARTICLES.has(plain.slice(running.start, running.end))) return [];
  return [{ value: running.total + running.current, start: running.start, end: running.end }];
}

/** "vingt et un", "one hundred and five": elsewhere "et" and "and" join two things. */
function mayFollowAnd(running: Running, word: string): boolean {
  return HUNDREDS.has(running.last) || WORD_VALUES.get(word) === 1 || word === 'onze';
}

const GAP = /^(?: |-)(?:(?:et|and)(?: |-))?$/u;

function numberWords(plain: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  let running: Running | null = null;
  for (const match of plain.matchAll(WORD)) {
    const word = match[0];
    if (word === 'et' || word === 'and') continue;
    const span: Span = { start: match.index, end: match.index + word.length };
    const gap: string = running ? plain.slice(running.end, span.start) : '';
    const next: Pick<Running, 'total' | 'current'> | null =
      running && GAP.test(gap) && (gap.length === 1 || mayFollowAnd(running, word))
        ? continued(running, word)
        : null;
    if (running && next) {
      running = { ...next, start: running.start, end: span.end, last: word };
      continue;
    }
    found.push(...closed(running, plain));
    running = opened(word, span);
  }
  return [...found, ...closed(running, plain)];
}

/** Numbers of a text in order, in figures and in French and English words. Percentages and times give their figures. */
export function findNumbers({ plain }: Pick<SourceText, 'plain'>): FoundNumber[] {
  const written = figures(plain);
  const multipliers = new Set(written.map(({ end }) => end));
  // The "mille" of "5 mille" is part of the figure.
  const worded = numberWords(plain).filter(({ end }) => !multipliers.has(end));
  return [...written, ...worded].sort((one, other) => one.start - other.start);
}

/** The different numbers of a text, ascending. The same reading proves that a generated text holds no other number. */
export function numbersIn(text: string): readonly number[] {
  const values = findNumbers(sourceText('value_proposition', text)).map(({ value }) => value);
  return [...new Set(values)].sort((one, other) => one - other);
}
