import type { Language } from '../language.js';
import type {
  AmbitionForm,
  CustomerPredicate,
  Quote,
  StatedAmbition,
  StatedCommitment,
  StatedCustomers,
  StatedEdge,
  StatedMoney,
  StatedOffer,
  StatedTime,
} from './idea-reading.js';
import {
  BROAD_CUSTOMER,
  EVERYBODY,
  INFINITIVE,
  isVerb,
  NAMELESS,
  SPECIFIC_CUSTOMER,
  TROUBLE,
} from './lexicon.js';
import {
  type Hit,
  hitsWithin,
  quote,
  sentences,
  type SourceText,
  type Span,
  spanText,
  wholeOf,
} from './source-text.js';

const firstSentence = (source: SourceText): Span | null => sentences(source)[0] ?? null;

/** The first match of a global pattern within a span. */
function firstWithin(source: SourceText, span: Span, pattern: RegExp): Hit | null {
  return hitsWithin(source, span, pattern)[0] ?? null;
}

const WORD = /[a-z][a-z'-]*/uy;
const SUBJECT_BEFORE_VERB = /(?:nous |je |on |we |i |they |ils |elles )/uy;
const OBJECT_BEFORE_VERB = /(?:les |la |le |l'|leur |lui )/uy;

function lengthAt(pattern: RegExp, plain: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(plain)?.[0].length ?? 0;
}

function wordAt(plain: string, at: number): string {
  WORD.lastIndex = at;
  return WORD.exec(plain)?.[0] ?? '';
}

const JOINT = /,? (?:et|and|puis|then|mais|but) |, /gu;

/**
 * Predicates that share a subject: parted at "et" or a comma where a verb follows. A repeated subject is left out, and
 * verbs that share an object stay together ("lavons et coiffons les cheveux").
 */
function predicates(source: SourceText, span: Span): Span[] {
  const parts: Span[] = [];
  let start = span.start;
  for (const joint of hitsWithin(source, span, JOINT)) {
    const next = joint.end + lengthAt(SUBJECT_BEFORE_VERB, source.plain, joint.end);
    const verb = wordAt(source.plain, next + lengthAt(OBJECT_BEFORE_VERB, source.plain, next));
    const before = source.plain.slice(start, joint.start).match(/[a-z]+/gu) ?? [];
    const sharesObject = before.every(isVerb);
    if (sharesObject || !isVerb(verb)) continue;
    parts.push({ start, end: joint.start });
    start = next;
  }
  return [...parts, { start, end: span.end }];
}

const CUSTOMER_INTRO =
  /^(?:(?:nos|mes|les) (?:client(?:e?s)?(?: ideaux| cibles)?|cibles) (?:sont|:) ?|(?:je|nous) (?:cible|ciblons|sers|servons|vise|visons|travaille pour|travaillons pour) |(?:je|nous|on) (?:m'|nous )?(?:adresse|adressons|vends?|vendons) (?:a |aux )|(?:our|my) (?:ideal |target )?(?:customers|clients|audience) (?:are|is) |(?:we|i) (?:serve|target|sell to|work for|work with) )/u;
const RELATIVE =
  /,? ?(?<![a-z])(?:et |and |mais |but )?(?:(?:qui|whose|who|that|dont|que|which)(?![a-z'])|qu') ?/gu;
const HEAD_END = /[,;:(] ?| [-–—] | (?:ayant|having|parce que|because|car) /gu;

/** A comma inside an enumeration of customers does not end their name. */
function headEnd(source: SourceText, span: Span): number {
  for (const stop of hitsWithin(source, span, HEAD_END)) {
    const ahead = source.plain.slice(stop.end, stop.end + 40).split(/[,;.]/u)[0] ?? '';
    const isListed = stop.text.startsWith(',') && !/\d/u.test(ahead) && !/^(?:et )?qui|^who/u.test(ahead);
    const namesMore = SPECIFIC_CUSTOMER.test(ahead) || ahead.search(BROAD_CUSTOMER) >= 0;
    if (!isListed || !namesMore) return stop.start;
  }
  return span.end;
}

function customerPredicates(source: SourceText, span: Span): CustomerPredicate[] {
  const pronouns = hitsWithin(source, span, RELATIVE).filter(({ text }, index, all) => {
    // "parce que", "que" inside a predicate: only the first relative opens with "que".
    return /(?:qui|who|whose|dont|that|which) ?$/u.test(text) || (index === 0 && all.length === 1);
  });
  return pronouns.flatMap((pronoun, index) => {
    const body = { start: pronoun.end, end: pronouns[index + 1]?.start ?? span.end };
    const name = quote(source, {
      start: pronoun.end - (/(?:[a-z]+|qu') ?$/u.exec(pronoun.text)?.[0].length ?? 0),
      end: pronoun.end,
    });
    return predicates(source, body).flatMap((part) => {
      const words = quote(source, part);
      return words && name
        ? [{ pronoun: name.text, quote: words, isTrouble: TROUBLE.test(spanText(source, part)) }]
        : [];
    });
  });
}

/** Who the customers are, from the first sentence of the target audience; null for nobody in particular. */
export function readCustomers(source: SourceText): StatedCustomers | null {
  const sentence = firstSentence(source);
  if (!sentence) return null;
  const intro = CUSTOMER_INTRO.exec(spanText(source, sentence))?.[0].length ?? 0;
  const body = { start: sentence.start + intro, end: sentence.end };
  const relative = firstWithin(source, body, RELATIVE);
  const head = quote(source, {
    start: body.start,
    end: headEnd(source, { start: body.start, end: relative?.start ?? body.end }),
  });
  if (!head) return null;
  const told = customerPredicates(source, body);
  const text = spanText(source, body).slice(0, head.text.length);
  const isNameless =
    EVERYBODY.test(text) || (NAMELESS.test(text) && text.split(' ').length <= 2 && told.length === 0);
  return isNameless ? null : { head, predicates: told };
}

/** Consecutive trouble predicates of one relative clause as one quote. */
export function readProblem(
  source: SourceText,
  customers: StatedCustomers | null,
): { readonly pronoun: string; readonly quote: Quote } | null {
  const told = customers?.predicates ?? [];
  const first = told.findIndex(({ isTrouble }) => isTrouble);
  const opening = told[first];
  if (!opening) return null;
  const run = told.slice(first);
  const stop = run.findIndex(
    ({ isTrouble, pronoun }, index) => !isTrouble || (index > 0 && pronoun !== opening.pronoun),
  );
  const last = run[(stop === -1 ? run.length : stop) - 1] ?? opening;
  const { start } = opening.quote;
  const { end } = last.quote;
  return {
    pronoun: opening.pronoun,
    quote: { field: source.field, text: source.text.slice(start, end), start, end },
  };
}

const PURPOSE =
  /[\s,]+(?:pour (?:que?|qu'|(?=[a-z']+(?:er|ir|re|oir)(?![a-z])))|afin (?:que?|d'|qu')|so that |so people |in order to )/gu;
/** English "on" is no subject. */
const SUBJECT: Readonly<Record<Language, RegExp>> = {
  fr: /(?<![a-z'])(?:nous|on|je|j'|we|i)(?: |(?<='))/gu,
  en: /(?<![a-z'])(?:we|i|nous|je|j')(?: |(?<='))/gu,
};

export function readCommitment(source: SourceText, language: Language): StatedCommitment | null {
  const whole = firstSentence(source);
  if (!whole) return null;
  const purposeAt = firstWithin(source, whole, PURPOSE);
  const end = purposeAt && purposeAt.start > whole.start ? purposeAt.start : whole.end;
  const sentence = quote(source, { start: whole.start, end });
  const subject = firstWithin(source, { start: whole.start, end }, SUBJECT[language]);
  const body = { start: subject?.end ?? whole.start, end };
  const predicate = quote(source, body);
  if (!sentence || !predicate) return null;
  const steps = subject ? predicates(source, body).map((step) => quote(source, step)) : [predicate];
  return {
    sentence,
    subject: subject ? (quote(source, subject)?.text ?? null) : null,
    predicate,
    steps: steps.filter((step) => step !== null),
    purpose: end < whole.end ? quote(source, { start: end, end: whole.end }) : null,
  };
}

const WISH =
  /^(?:(?:je|nous|on) (?:veux|voulons|veut|souhaite|souhaitons|reve|revons) |j'aimerais |(?:mon|notre|ma) (?:reve|vision|objectif|but) (?:est|c'est) |(?:i|we) (?:want|dream|hope|aim|wish) |(?:my|our) (?:dream|vision|goal|aim) is )/u;
const CONNECTOR = /^(?:que |qu'|de |d'|to |of |that )/u;

interface Wish {
  readonly form: AmbitionForm;
  /** Letters to leave out before the clause. */
  readonly skip: number;
}

/** How a vision without its leading horizon opens. */
function wishOf(text: string): Wish {
  const wish = WISH.exec(text)?.[0].length ?? 0;
  const rest = text.slice(wish);
  const connector = CONNECTOR.exec(rest)?.[0] ?? '';
  if (/^(?:que |qu')/u.test(connector)) return { form: 'que', skip: wish + connector.length };
  if (wish > 0 && connector === 'that ') return { form: 'statement', skip: wish + connector.length };
  const verb = wordAt(rest, wish > 0 ? connector.length : 0);
  const isInfinitive = INFINITIVE.test(verb) || (connector === 'to ' && wish > 0);
  return isInfinitive
    ? { form: 'infinitive', skip: wish + (wish > 0 ? connector.length : 0) }
    : { form: 'statement', skip: 0 };
}

export function readAmbition(source: SourceText, times: readonly StatedTime[]): StatedAmbition | null {
  const whole = firstSentence(source);
  if (!whole) return null;
  const horizon = times.find((time) => time.kind === 'horizon') ?? null;
  const leads = horizon !== null && horizon.quote.start === source.from[whole.start];
  const opened = leads ? source.from.indexOf(horizon.quote.end) : whole.start;
  const gap = /^[\s,:]*/u.exec(source.plain.slice(opened))?.[0].length ?? 0;
  const start = opened + gap;
  const wish = wishOf(source.plain.slice(start, whole.end));
  const clause = quote(source, { start: start + wish.skip, end: whole.end });
  return clause ? { clause, form: wish.form, horizon } : null;
}

const HELP = /^(?:j'aide|(?:nous |on )aid(?:ons|e)|(?:we|i) help) /u;
const TO_VERB =
  /,? (?:a|pour) (?=(?:ne |n'|mieux |plus |enfin )?(?:jamais |pas |plus )?(?:s'|l'|se |les |la |le )?[a-z]{2,}(?:er|ir|re|oir)(?![a-z]))/gu;
const BASE_VERB = / (?:to )?(?=[a-z]+)/gu;
const PRICE_LEAD =
  /(?<![\s,])[\s,]+(?:(?:a partir de|des|au prix de|pour|a|seulement|avec un prix de|from|for|at|only|starting at|price|prix|-|:)[\s,]*){0,8}$/u;

function isBaseVerb(word: string): boolean {
  return (
    isVerb(word) &&
    !/(?:ent|ons)$/u.test(word) &&
    !/^(?:is|are|was|were|has|had|will|can|do|does|work|live|need|want|study)$/u.test(word)
  );
}

function outcomeJoint(source: SourceText, span: Span, isEnglish: boolean): Hit | null {
  if (!isEnglish) return firstWithin(source, span, TO_VERB);
  return hitsWithin(source, span, BASE_VERB).find((gap) => isBaseVerb(wordAt(source.plain, gap.end))) ?? null;
}

/** The end of the sentence before its price. */
function beforePrice(source: SourceText, sentence: Span, prices: readonly StatedMoney[]): number {
  const price = prices.find(({ quote: words }) => words.field === source.field);
  const at = price ? source.from.indexOf(price.quote.start) : -1;
  if (at <= sentence.start || at >= sentence.end) return sentence.end;
  const lead = PRICE_LEAD.exec(source.plain.slice(Math.max(sentence.start, at - 40), at))?.[0].length ?? 0;
  return at - lead > sentence.start ? at - lead : sentence.end;
}

export function readOffer(source: SourceText, prices: readonly StatedMoney[]): StatedOffer | null {
  const span = firstSentence(source);
  const sentence = span && quote(source, span);
  if (!span || !sentence) return null;
  const withoutPrice =
    quote(source, { start: span.start, end: beforePrice(source, span, prices) }) ?? sentence;
  const opening = HELP.exec(spanText(source, span))?.[0];
  const body = { start: span.start + (opening?.length ?? 0), end: beforePrice(source, span, prices) };
  const joint = opening ? outcomeJoint(source, body, opening.includes('help')) : null;
  return {
    sentence,
    withoutPrice,
    beneficiary: joint ? quote(source, { start: body.start, end: joint.start }) : null,
    outcome: joint ? quote(source, { start: joint.end, end: body.end }) : null,
  };
}

const CONTRAST =
  /(?:^|[;.] |, | mais | but | tandis que | alors que | while | whereas )(?:(?:contrairement (?:a|aux) |unlike )|(?=(?:aucune? |nul |personne d'autre|(?:tous |toutes )?les autres |d'autres |la plupart |(?:nos |les |mes )?concurrents?|no other |nobody else|(?:the )?others? |most |(?:our |the )?competitors? )))/gu;
const AFTER_SEMICOLON =
  /; (?=(?!nous |on |je |j'|mes |mon |ma |nos |notre |avec |et |we |i |my |our |with |and |if |si )[a-z])/gu;
const CONTRAST_END = /; |[.!?] |, (?:et |and )?(?=(?:nous|je|j'|mes|mon|ma|nos|notre|we|i|my|our) )/gu;
const RIVAL_END =
  /(?= (?:ne|n'|vend(?:e|ent)?|font|fait|ont|a|livr(?:e|ent)|propos\w*|sont|est|will|won't|do|does|don't|doesn't|have|has|are|is|sell|sells|cannot|can't|never|only|charge|use|make|offer|give|take|keep|who|qui)(?![a-z]))|, /gu;
const NO_RIVAL = /^(?:aucune? |nul |no other |no |any )/u;

export function readEdge(source: SourceText): StatedEdge | null {
  const body = wholeOf(source);
  const sentence = firstSentence(source);
  if (!sentence) return null;
  const openings = [...hitsWithin(source, body, CONTRAST), ...hitsWithin(source, body, AFTER_SEMICOLON)].sort(
    (one, other) => one.start - other.start,
  );
  const opening = openings[0];
  if (!opening) {
    const claim = quote(source, sentence);
    return claim && { claim, contrast: null, rivals: null };
  }
  const end = firstWithin(source, { start: opening.end, end: body.end }, CONTRAST_END)?.start ?? body.end;
  const contrast = quote(source, { start: opening.end, end });
  const skipped = NO_RIVAL.exec(source.plain.slice(opening.end))?.[0].length ?? 0;
  const named = { start: opening.end + skipped, end };
  const rivalEnd = firstWithin(source, named, RIVAL_END);
  const isUnlike = /contrairement|unlike/u.test(opening.text);
  const rivals =
    rivalEnd || isUnlike ? quote(source, { start: named.start, end: rivalEnd?.start ?? end }) : null;
  const rest = { start: end, end: openings.find(({ start }) => start > end)?.start ?? body.end };
  const told = quote(source, opening.start > 0 ? { start: sentence.start, end: opening.start } : rest);
  const claim = told ?? quote(source, sentence);
  return claim && { claim, contrast, rivals };
}
