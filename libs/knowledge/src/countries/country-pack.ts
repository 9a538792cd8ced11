import type { Bilingual } from '../language.js';
import type { FactSource } from '../provenance.js';

export const COUNTRY_CODES = [
  'SN',
  'CI',
  'ML',
  'BF',
  'BJ',
  'TG',
  'NE',
  'GN',
  'CM',
  'GA',
  'CG',
  'CD',
  'KE',
  'TZ',
  'NG',
  'GH',
  'RW',
] as const;
/** ISO 3166-1 alpha-2. */
export type CountryCode = (typeof COUNTRY_CODES)[number];

/** A statement with what carries it. `source` null means editorial and unverified: never shown as a fact. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: FactSource | null;
}

export interface CountryPack {
  readonly code: CountryCode;
  readonly name: Bilingual;
  /** Folded spellings that people use for the country, ISO codes included. */
  readonly aliases: readonly string[];
  /** ISO 4217. */
  readonly currency: Sourced<string>;
  /** What people call the money in everyday speech, e.g. "FCFA". */
  readonly currencyName: Bilingual;
  /** BCP 47 codes in order of official use. */
  readonly languages: Sourced<readonly string[]>;
  readonly phone: Sourced<{ readonly callingCode: string; readonly example: string }>;
  /** Larger towns, editorial: used only to recognise a place that the person wrote. */
  readonly cities: readonly string[];
  /** Well known districts, editorial and for the same use; names that are everyday words too are left out. */
  readonly districts?: readonly string[];
}
