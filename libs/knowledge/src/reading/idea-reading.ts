import type { IdeaText } from '../business-brief.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';

/** Where in the brief something was said: one of the five texts, a part of the location, or the nth service. */
export type BriefField =
  IdeaText | 'sector' | 'location.city' | 'location.region' | 'location.country' | `services.${number}`;

/** Words of the person, verbatim: `text` is exactly `[start, end)` (UTF-16) of the named field. */
export interface Quote {
  readonly field: BriefField;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Whose money it is. `other` covers what can not be told, e.g. a turnover that the person dreams of. */
export type MoneyRole = 'offer_price' | 'customer_income' | 'customer_budget' | 'other';

/** An amount of money that the person wrote. The quote runs from the first figure (or "à partir de") to the unit. */
export interface StatedMoney {
  readonly quote: Quote;
  readonly role: MoneyRole;
  /** The only amount, or the lower end of a range; null for "moins de 200 000". */
  readonly low: number | null;
  /** The only amount, or the upper end of a range; null for "à partir de 25 000". */
  readonly high: number | null;
  /** "à partir de", "from", "dès": the offer starts there. */
  readonly isStartingPrice: boolean;
  /** ISO 4217, from the word the person used and the country; null when these do not settle it. */
  readonly currency: string | null;
  /** Verbatim, e.g. "FCFA", "naira", "francs". */
  readonly currencyWord: string | null;
  /** Verbatim and without the preposition, e.g. "pièce", "mois", "month"; null when none was said. */
  readonly unit: string | null;
}

/** Age of customers in years; an open end is null. */
export interface StatedAge {
  readonly quote: Quote;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * within: "en sept jours", "within 20 minutes"; before: "avant 12 h 15"; same_day: "le jour même", "same day";
 * frequency: "trois fois par semaine", "chaque jour"; horizon: "dans cinq ans" in the vision; length: any other.
 */
export type TimeKind = 'within' | 'before' | 'same_day' | 'frequency' | 'horizon' | 'length';

export interface StatedTime {
  readonly quote: Quote;
  readonly kind: TimeKind;
}

/**
 * location: given as the business's location; gazetteer: a town or district we know; pattern: a capitalised name after
 * a preposition of place, which may be something else: name it only inside the person's own words.
 */
export type PlaceCertainty = 'location' | 'gazetteer' | 'pattern';

export interface StatedPlace {
  readonly quote: Quote;
  readonly certainty: PlaceCertainty;
}

export const CHANNELS = [
  'whatsapp',
  'facebook',
  'instagram',
  'tiktok',
  'telegram',
  'youtube',
  'linkedin',
  'google',
  'sms',
  'phone',
  'email',
  'website',
  'market',
  'word_of_mouth',
  'radio',
  'leaflet',
] as const;
export type Channel = (typeof CHANNELS)[number];

export interface StatedChannel {
  readonly channel: Channel;
  readonly quote: Quote;
}

/** How many of what, e.g. "dix jeunes", "30 à 80 poulets". The quote holds number and noun. */
export interface StatedCount {
  readonly quote: Quote;
  readonly low: number;
  readonly high: number;
  /** Verbatim noun that follows, e.g. "jeunes". */
  readonly noun: string;
  readonly isPeople: boolean;
}

/** What a relative clause of the target audience says, e.g. pronoun "qui", predicate "ratent des cérémonies …". */
export interface CustomerPredicate {
  readonly pronoun: string;
  readonly quote: Quote;
  /** The predicate tells of something that goes wrong for the customer. */
  readonly isTrouble: boolean;
}

export interface StatedCustomers {
  /** The noun phrase that names them, e.g. "Des femmes de 25 à 45 ans". */
  readonly head: Quote;
  readonly predicates: readonly CustomerPredicate[];
}

export interface StatedCommitment {
  /** The whole first sentence of the mission without its purpose and without the final full stop. */
  readonly sentence: Quote;
  /** "nous", "je", "we", "I"; null when somebody or something else acts, or nobody is named. */
  readonly subject: string | null;
  /** What follows the subject (verb first); the sentence itself when `subject` is null. */
  readonly predicate: Quote;
  /** Single actions of the predicate, verb first, in order; one when they can not be told apart. */
  readonly steps: readonly Quote[];
  /** "pour que …", "so that …", with its conjunction. */
  readonly purpose: Quote | null;
}

/** How the clause can be continued: "nous voulons que" + que, "nous voulons" + infinitive, or a full statement. */
export type AmbitionForm = 'que' | 'infinitive' | 'statement';

export interface StatedAmbition {
  /** The vision's first sentence without "je veux (que)", without a leading horizon, without the final full stop. */
  readonly clause: Quote;
  readonly form: AmbitionForm;
  readonly horizon: StatedTime | null;
}

export interface StatedOffer {
  /** The first sentence of the value proposition without the final full stop. */
  readonly sentence: Quote;
  /** "J'aide X à Y": X. */
  readonly beneficiary: Quote | null;
  /** "J'aide X à Y": Y, up to the price; else null. */
  readonly outcome: Quote | null;
  /** The sentence up to its price ("Un attiéké poisson livré chaud en quinze minutes"). */
  readonly withoutPrice: Quote;
}

export interface StatedEdge {
  /** What the business does differently, without the contrast and without the final full stop. */
  readonly claim: Quote;
  /** The clause about the others, e.g. "les vendeurs du marché ne garantissent ni le poids ni le jour". */
  readonly contrast: Quote | null;
  /** Who the others are, noun phrase of the contrast, e.g. "les vendeurs du marché". */
  readonly rivals: Quote | null;
}

/** What the person actually said. Lists are in the order of the texts and empty when nothing was said. */
export interface IdeaReading {
  readonly language: Language;
  readonly country: CountryCode | null;
  /** ISO 4217 of the country; null when the country is unknown. */
  readonly currency: string | null;
  /** Money with the role `offer_price`. */
  readonly prices: readonly StatedMoney[];
  /** Every other amount of money, see its role. */
  readonly otherMoney: readonly StatedMoney[];
  readonly ages: readonly StatedAge[];
  readonly times: readonly StatedTime[];
  readonly places: readonly StatedPlace[];
  readonly channels: readonly StatedChannel[];
  /** Clauses that promise a remedy or a certainty: refund, free of charge, guaranteed date. */
  readonly guarantees: readonly Quote[];
  /** Clauses that name something to show: film, receipt, written date, serial number. */
  readonly proofs: readonly Quote[];
  readonly counts: readonly StatedCount[];
  /** Null for nobody in particular ("tout le monde"). */
  readonly customers: StatedCustomers | null;
  /** The customer's trouble: consecutive trouble predicates of one relative clause. */
  readonly problem: { readonly pronoun: string; readonly quote: Quote } | null;
  readonly commitment: StatedCommitment | null;
  readonly ambition: StatedAmbition | null;
  readonly offer: StatedOffer | null;
  readonly edge: StatedEdge | null;
  /** Every number of the brief, figures and number words, ascending: output may hold no other. */
  readonly numbers: readonly number[];
  /** The person's most characteristic words as written, best first, at most 24. */
  readonly keyTerms: readonly string[];
}
