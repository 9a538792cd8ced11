import { countryPack } from '../countries/country-packs.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { MoneyRole, StatedMoney } from './idea-reading.js';
import { findNumbers, type FoundNumber } from './numbers.js';
import { quote, type SourceText, sourceText, type Span } from './source-text.js';

const WORD =
  "(?:f ?cfa|francs? cfa|cfa|francs?|frs|xof|xaf|gnf|cdf|rwf|frw|fc|fg|f|nairas?|ngn|kes|ksh|tzs|tsh|shillings?|ghs|cedis?|euros?|eur|us dollars?|usd|dollars?)(?![a-z'-])";
const SIGN = '(?:₦|gh₵|₵|€|us\\$|\\$)';
const AFTER = new RegExp(` ?(?:${WORD}|${SIGN})`, 'uy');
const BEFORE = new RegExp(
  `(?:${SIGN}|(?:^|[^a-z])(?:f ?cfa|cfa|xof|xaf|gnf|cdf|rwf|frw|ngn|kes|ksh|tzs|tsh|ghs|usd|eur)\\.?) ?$`,
  'u',
);

const UNIT_NOUN =
  '(?:kilo|kg|piece|unite|metre|litre|plat|sac|heure|jour|jours|semaine|mois|an|annee|trimestre|seance|course|tete|tenue|robe|coiffure|page|nuit|personne|lot|carton|plateau|paquet|bouteille|boite|douzaine|eleve|enfant|colis|trajet|km|hour|day|week|month|year|term|session|piece|night|person|head|meal|plate|bag|trip|page|class|lesson|child|student|bottle|box|dozen|crate|litre|liter|meter|unit|item)';
/** The preposition stays outside the group, the unit is what it catches. */
const UNIT = new RegExp(
  ` ?(?:/ ?|(?:par|per|chaque|every) |(?:la |le |l'|les |the |an? )(?=${UNIT_NOUN}(?![a-z]))|(?=(?:piece|unite|each|chacune?|mensuel|monthly|pp)(?![a-z])))([a-z]{1,20})`,
  'uy',
);

const STARTING = /(?:a partir de|des|from|starting (?:at|from)) ?$/u;
const AT_MOST = /(?:moins de|under|below|less than|jusqu'a|up to|maximum|max) ?$/u;
const AT_LEAST = /(?:plus de|over|more than|above|au moins|at least|minimum) ?$/u;
const RANGE_LEAD = /(?:entre|between|de|from) ?$/u;
const RANGE = new RegExp(`^ ?(?:${WORD}|${SIGN})? ?(?:a|-|–|et|ou|to|and|or) ?${SIGN}? ?$`, 'u');
/** Without a word for money, only these make a number a price, and only when a unit follows. */
const PRICE_LEAD =
  /(?:prix|tarif|coute|coutent|vendue?s?|costs?|price|a partir de|from|pour|for|a|at|:) ?:? ?$/u;

const INCOME = /gagn|revenu|salaire|touchent|earn|income|salar|wage/u;
const BUDGET = /budget|depens|spend|afford|peuvent payer|pret(?:e?s)? a payer|(?:can|could|to) pay/u;
const NOT_THE_PRICE =
  /chiffre d'affaires|benefice|turnover|revenue|profit|invest|capital|loan|emprunt|economis|\bsav(?:e|es|ing)\b|rembours|refund|penalit|amende|gratuit|au lieu de|instead of|ailleurs|les autres|concurrent|competitor|\bothers?\b/u;
const PURCHASE_AFTER = /^ ?(?:d'achats?|of (?:purchase|shopping)|de commande)/u;

/** ISO codes that a word can mean; the country decides among several. */
function currenciesOf(word: string): readonly string[] {
  const compact = word.replace(/ /gu, '');
  if (/^(?:fcfa|francs?cfa|cfa)$/u.test(compact)) return ['XOF', 'XAF'];
  if (/^(?:francs?|frs|f)$/u.test(compact)) return ['XOF', 'XAF', 'GNF', 'CDF', 'RWF'];
  if (/^(?:shillings?)$/u.test(compact)) return ['KES', 'TZS'];
  if (/^(?:dollars?|\$)$/u.test(compact)) return ['', 'USD'];
  const known: readonly (readonly [RegExp, string])[] = [
    [/^(?:nairas?|₦)$/u, 'NGN'],
    [/^(?:cedis?|gh₵|₵)$/u, 'GHS'],
    [/^ksh$/u, 'KES'],
    [/^tsh$/u, 'TZS'],
    [/^frw$/u, 'RWF'],
    [/^fg$/u, 'GNF'],
    [/^fc$/u, 'CDF'],
    [/^(?:euros?|€)$/u, 'EUR'],
    [/^(?:us\$|usdollars?)$/u, 'USD'],
  ];
  return [known.find(([pattern]) => pattern.test(compact))?.[1] ?? compact.toUpperCase()];
}

/** ISO 4217 of a word for money; null when word and country do not settle it. */
function currencyOf(word: string, country: CountryCode | null): string | null {
  const candidates = currenciesOf(word);
  if (candidates.length === 1) return candidates[0] ?? null;
  const own = country ? countryPack(country).currency.value : null;
  return own && candidates.includes(own) ? own : null;
}

function match(pattern: RegExp, plain: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(plain);
}

const LOOK_BACK = 30;
const before = (plain: string, at: number): string => plain.slice(Math.max(0, at - LOOK_BACK), at);

/** What stands in the same clause before the amount; a comma between figures is no border. */
function clauseBefore(plain: string, at: number): string {
  const text = plain.slice(Math.max(0, at - 120), at);
  return text.slice(Math.max(text.lastIndexOf('. '), text.lastIndexOf(';'), text.lastIndexOf('\n')) + 1);
}

function roleOf(source: SourceText, span: Span): MoneyRole {
  const lead = clauseBefore(source.plain, span.start);
  const isCustomerText = source.field === 'target_audience';
  if (BUDGET.test(lead) && (isCustomerText || !/notre|nous|our\b/u.test(lead))) return 'customer_budget';
  if (isCustomerText) return INCOME.test(lead) ? 'customer_income' : 'other';
  if (INCOME.test(lead) && /qui|who|dont|whose/u.test(lead)) return 'customer_income';
  const isOther =
    INCOME.test(lead) || NOT_THE_PRICE.test(lead) || PURCHASE_AFTER.test(source.plain.slice(span.end));
  if (isOther) return 'other';
  const isPrice =
    source.field !== 'vision' ||
    STARTING.test(source.plain.slice(span.start, span.end)) ||
    /(?:pour|for) $/u.test(lead);
  return isPrice ? 'offer_price' : 'other';
}

interface Amount extends Span {
  readonly first: FoundNumber;
  readonly last: FoundNumber;
  readonly word: Span | null;
}

/** The amount that starts with the nth number, with its word for money before or after; null when it is no money. */
function amountAt(plain: string, numbers: readonly FoundNumber[], index: number): Amount | null {
  const first = numbers[index];
  if (!first) return null;
  const next = numbers[index + 1];
  const last = next && RANGE.test(plain.slice(first.end, next.start)) ? next : first;
  const sign = BEFORE.exec(before(plain, first.start))?.[0];
  const after = match(AFTER, plain, last.end);
  if (after) {
    const end = last.end + after[0].length;
    return { first, last, start: first.start, end, word: { start: end - after[0].trimStart().length, end } };
  }
  if (sign) {
    const word = sign.replace(/^[^a-z₦₵€$]/u, '');
    const start = first.start - word.length;
    return { first, last, start, end: last.end, word: { start, end: start + word.trimEnd().length } };
  }
  const isPriced =
    first.value >= 50 && PRICE_LEAD.test(before(plain, first.start)) && match(UNIT, plain, last.end);
  return isPriced ? { first, last, start: first.start, end: last.end, word: null } : null;
}

function toMoney(source: SourceText, amount: Amount, country: CountryCode | null): StatedMoney | null {
  const { plain } = source;
  const lead = before(plain, amount.start);
  const isRange = amount.first !== amount.last;
  const opening =
    (isRange ? RANGE_LEAD.exec(lead) : null) ??
    STARTING.exec(lead) ??
    AT_MOST.exec(lead) ??
    AT_LEAST.exec(lead);
  const isWord = opening !== null && !/[a-z]$/u.test(lead.slice(0, opening.index));
  const bound = isWord ? opening[0] : '';
  const unit = match(UNIT, plain, amount.end);
  const span = { start: amount.start - bound.length, end: amount.end + (unit?.[0].length ?? 0) };
  const words = quote(source, span);
  if (!words) return null;
  const original = (part: Span): string => source.text.slice(source.from[part.start], source.from[part.end]);
  const isStartingPrice = !isRange && STARTING.test(bound);
  const { word } = amount;
  return {
    quote: words,
    role: roleOf(source, span),
    low: !isRange && AT_MOST.test(bound) ? null : Math.min(amount.first.value, amount.last.value),
    high:
      isStartingPrice || (!isRange && AT_LEAST.test(bound))
        ? null
        : Math.max(amount.first.value, amount.last.value),
    isStartingPrice,
    currency: word ? currencyOf(plain.slice(word.start, word.end), country) : null,
    currencyWord: word ? original(word) : null,
    unit: unit ? original({ start: span.end - (unit[1] ?? '').length, end: span.end }) : null,
  };
}

/** A found amount with its place in `plain`, so that other readers leave its figures alone. */
export interface FoundMoney extends Span {
  readonly money: StatedMoney;
}

/** Amounts of money of a text, in order. */
export function findMoney(source: SourceText, country: CountryCode | null): FoundMoney[] {
  const numbers = findNumbers(source);
  const found: FoundMoney[] = [];
  for (let index = 0; index < numbers.length; index += 1) {
    const amount = amountAt(source.plain, numbers, index);
    const money = amount && toMoney(source, amount, country);
    if (!amount || !money) continue;
    found.push({ money, start: amount.start, end: amount.end });
    if (amount.first !== amount.last) index += 1;
  }
  return found;
}

/** Amounts of money of any text, in order. Their roles mean nothing outside an idea. */
export function moneyIn(text: string, country: CountryCode | null): readonly StatedMoney[] {
  return findMoney(sourceText('value_proposition', text), country).map(({ money }) => money);
}
