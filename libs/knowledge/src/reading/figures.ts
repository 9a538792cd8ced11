import type { StatedAge, StatedCount, StatedTime, TimeKind } from './idea-reading.js';
import { findNumbers, type FoundNumber } from './numbers.js';
import { overlaps, quote, type SourceText, type Span } from './source-text.js';
import { BRANDS, PEOPLE_NOUN } from './lexicon.js';

const TO = /^ ?(?:a|-|–|et|to|and|ou|or) ?$/u;
const YEARS = / ?(?:ans?|years?(?:[ -]olds?| of age)?)(?![a-z])/uy;
const AGE_LEAD =
  /(?:ages?|agee?s?|aged?|plus|moins|over|under)(?: de| d'au moins| between| entre| from)? ?$/u;
const NO_AGE_LEAD =
  /(?:dans|depuis|pendant|en|sous|d'ici|il y a|in|for|within|since|over the (?:last|next)) (?:les )?$/u;
const OPENED_DOWN = /(?:moins de|under) ?$/u;
const OPENED_UP = /(?:plus de|over) ?$/u;

const UNIT =
  /[ -]?(?:secondes?|minutes?|mins?|mn|heures?|h|jours?|semaines?|mois|ans?|annees?|trimestres?|seconds?|hours?|hrs?|days?|weeks?|months?|years?|terms?)(?![a-z])/uy;
const SINGLE =
  /(?<![a-z])(?:en|in|within|sous|dans|after|apres|pour|for|pendant|chaque|every|per|par) (?:moins d')?(?:une?|an?|one) (?:seconde|minute|heure|jour|journee|semaine|mois|an|annee|trimestre|second|hour|day|week|month|year|term)(?![a-z])/gu;
const WITHIN = /(?:en|en moins de|dans les|sous|within|in|in under|in less than|au bout de|under) ?$/u;
const AHEAD = /(?:dans|d'ici(?: a)?|en|in|within) ?$/u;
const BEFORE = /(?:avant|before|by) ?$/u;
const LEAD =
  /(?:en moins de|au bout de|dans les|in less than|in under|d'ici a|d'ici|within|avant|before|apres|after|sous|dans|pendant|sur|en|in|by|for) ?$/u;
const CLOCK = / ?(?:h|heures?)(?: ?[0-5]\d)?(?![a-z0-9])|(?::[0-5]\d)? ?[ap]\.?m(?![a-z])/uy;

const SAME_DAY =
  /(?<![a-z])(?:(?:le )?(?:jour|soir|matin) meme|(?:the )?same[ -](?:day|evening|morning)|dans la journee)(?![a-z])/gu;
const NOON = /(?<![a-z])(?:avant|before|by) (?:midi|minuit|noon|midnight)(?![a-z])/gu;
const DAY_NAME =
  '(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?';
const FREQUENCY = new RegExp(
  [
    '(?<![a-z])(?:',
    '(?:chaque|every) (?:jour|matin|midi|soir|semaine|mois|week-end|day|morning|evening|night|week|month|weekend)',
    '|(?:tous|toutes) les (?:jours|matins|soirs|semaines|mois|midis|week-ends)',
    '|(?:once|twice) an? (?:day|week|month|year)|(?:deux fois|une fois) par (?:jour|semaine|mois|an)',
    `|(?:le |les |chaque |every |on )${DAY_NAME}(?:(?:, | et | and )(?:le |on )?${DAY_NAME}){0,6}`,
    ')(?![a-z])',
  ].join(''),
  'gu',
);
/** After a number: "fois par semaine", "evenings a week". */
const TIMES_PER =
  / (?:fois|times|soirs?|jours?|matins?|seances?|evenings?|days?|nights?|mornings?|sessions?) (?:par|per|an?|each) (?:jour|semaine|mois|an|day|week|month|year|term)(?![a-z])/uy;

const PER_PERIOD = / (?:par|per|an?) (?:jour|semaine|mois|an|day|week|month|year)(?![a-z])/uy;
const QUALIFIED_NOUN =
  / (?:(?:petits|petites|nouveaux|nouvelles|autres|young|small|new|more|other) (?=[a-z]))?([a-z]{2,24}(?:-[a-z]{2,16})?)(?![a-z'])/uy;
const NO_NOUN = new Set(
  'a au aux de du des en et ou par pour sur sous dans chez avec sans si est sont qui que plus moins an and or of in on at to for per by with from the is are que fois times cent mille pour percent heures ans h'.split(
    ' ',
  ),
);
const GROUPS_OF = /(?:groupes?|classes?|equipes?|groups?|classes|teams?) (?:de|of) ?$/u;

interface NumberRange extends Span {
  readonly first: FoundNumber;
  readonly last: FoundNumber;
}

/** Numbers, two at a time where "à", "to" or a dash joins them, without those within `taken`. */
function ranges(source: SourceText, taken: readonly Span[]): NumberRange[] {
  const numbers = findNumbers(source).filter((number) => !taken.some((span) => overlaps(span, number)));
  const found: NumberRange[] = [];
  for (let index = 0; index < numbers.length; index += 1) {
    const first = numbers[index];
    const next = numbers[index + 1];
    if (!first) continue;
    const last = next && TO.test(source.plain.slice(first.end, next.start)) ? next : first;
    found.push({ first, last, start: first.start, end: last.end });
    if (last !== first) index += 1;
  }
  return found;
}

function after(pattern: RegExp, plain: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(plain);
}

const lead = (plain: string, at: number): string => plain.slice(Math.max(0, at - 24), at);

/** Something read with its place in `plain`. */
export interface Found<T> extends Span {
  readonly value: T;
}

function found<T>(
  source: SourceText,
  span: Span,
  toValue: (words: NonNullable<ReturnType<typeof quote>>) => T,
): Found<T>[] {
  const words = quote(source, span);
  return words ? [{ ...span, value: toValue(words) }] : [];
}

/** Ages, e.g. "25 à 45 ans", "13 to 17 year olds"; a lone number of years needs "âgés de", "plus de", "under". */
export function findAges(source: SourceText, taken: readonly Span[]): Found<StatedAge>[] {
  return ranges(source, taken).flatMap((range) => {
    const years = after(YEARS, source.plain, range.end)?.[0];
    const ahead = lead(source.plain, range.start);
    const isRange = range.first !== range.last;
    const isTold = AGE_LEAD.test(ahead) || (years?.includes('old') ?? false);
    if ((!years && !/aged? ?$/u.test(ahead)) || NO_AGE_LEAD.test(ahead) || range.last.value > 110) return [];
    if (!isRange && (!isTold || source.field !== 'target_audience')) return [];
    const bound = isRange ? null : (OPENED_DOWN.exec(ahead) ?? OPENED_UP.exec(ahead));
    const span = { start: range.start - (bound?.[0].length ?? 0), end: range.end + (years?.length ?? 0) };
    return found(source, span, (words) => ({
      quote: words,
      low: OPENED_DOWN.test(bound?.[0] ?? '') ? null : range.first.value,
      high: OPENED_UP.test(bound?.[0] ?? '') ? null : range.last.value,
    }));
  });
}

const LONG_UNIT = /mois|an|year|month/u;
/** "d'ici 2030", "by the end of 2030". */
const YEAR_AHEAD = /(?<![a-z])(?:d'ici|en|by|in)(?: a| la fin de| fin| the end of)? 20[2-9]\d(?!\d)/gu;

function timeKind(source: SourceText, ahead: string, unit: string, isClock: boolean): TimeKind {
  if (BEFORE.test(ahead)) return 'before';
  const isLong = LONG_UNIT.test(unit);
  if (source.field === 'vision' && isLong && AHEAD.test(ahead)) return 'horizon';
  return !isClock && WITHIN.test(ahead) ? 'within' : 'length';
}

function numberedTimes(source: SourceText, taken: readonly Span[]): Found<StatedTime>[] {
  const { plain } = source;
  return ranges(source, taken).flatMap((range) => {
    const often = after(TIMES_PER, plain, range.end)?.[0];
    if (often) {
      const span = { start: range.start, end: range.end + often.length };
      return found(source, span, (words) => ({ quote: words, kind: 'frequency' }));
    }
    const clock = after(CLOCK, plain, range.end)?.[0];
    const ahead = lead(plain, range.start);
    const isClock = clock !== undefined && (BEFORE.test(ahead) || /[\dm]$/u.test(clock));
    const unit = isClock ? clock : after(UNIT, plain, range.end)?.[0];
    if (!unit) return [];
    const start = range.start - (LEAD.exec(ahead)?.[0].length ?? 0);
    const isWord = !/[a-z]/u.test(plain.charAt(start - 1));
    return found(source, { start: isWord ? start : range.start, end: range.end + unit.length }, (words) => ({
      quote: words,
      kind: timeKind(source, isWord ? ahead : '', unit, isClock),
    }));
  });
}

function wordedTimes(source: SourceText): Found<StatedTime>[] {
  const read = (pattern: RegExp, kind: (text: string) => TimeKind): Found<StatedTime>[] =>
    [...source.plain.matchAll(pattern)].flatMap((match) =>
      found(source, { start: match.index, end: match.index + match[0].length }, (words) => ({
        quote: words,
        kind: kind(match[0]),
      })),
    );
  return [
    ...read(SAME_DAY, () => 'same_day'),
    ...read(YEAR_AHEAD, () => (source.field === 'vision' ? 'horizon' : 'length')),
    ...read(NOON, () => 'before'),
    ...read(FREQUENCY, () => 'frequency'),
    ...read(SINGLE, (text) => {
      if (/^(?:chaque|every|per|par) /u.test(text)) return 'frequency';
      if (!/^(?:en|in|within|sous|dans) /u.test(text)) return 'length';
      return source.field === 'vision' && LONG_UNIT.test(text) ? 'horizon' : 'within';
    }),
  ];
}

/** Delays, deadlines, frequencies and lengths; the first reading wins where two overlap. */
export function findTimes(source: SourceText, taken: readonly Span[]): Found<StatedTime>[] {
  const all = [...wordedTimes(source), ...numberedTimes(source, taken)];
  return all
    .filter((time, index) => !all.slice(0, index).some((earlier) => overlaps(earlier, time)))
    .sort((one, other) => one.start - other.start);
}

/** How many of what; money, ages and times are `taken`. */
export function findCounts(source: SourceText, taken: readonly Span[]): Found<StatedCount>[] {
  const { plain } = source;
  return ranges(source, taken).flatMap((range) => {
    const low = Math.min(range.first.value, range.last.value);
    const high = Math.max(range.first.value, range.last.value);
    const group = GROUPS_OF.exec(lead(plain, range.start))?.[0];
    const noun = after(QUALIFIED_NOUN, plain, range.end);
    const isNoun = noun !== null && !NO_NOUN.has(noun[1] ?? '') && !BRANDS.has(noun[1] ?? '');
    if (/^ ?%/u.test(plain.slice(range.end, range.end + 2)) || (!isNoun && !group)) return [];
    const nounEnd = range.end + (isNoun ? noun[0].length : 0);
    const period = isNoun ? (after(PER_PERIOD, plain, nounEnd)?.[0].length ?? 0) : 0;
    const span = { start: range.start - (isNoun ? 0 : (group?.length ?? 0)), end: nounEnd + period };
    const nounSpan = isNoun
      ? { start: range.end, end: nounEnd }
      : { start: span.start, end: span.start + (group ?? '').search(/ /u) };
    const name = quote(source, nounSpan)?.text ?? '';
    return found(source, span, (words) => ({
      quote: words,
      low,
      high,
      noun: name,
      isPeople: PEOPLE_NOUN.test(plain.slice(nounSpan.start, nounSpan.end)),
    }));
  });
}
