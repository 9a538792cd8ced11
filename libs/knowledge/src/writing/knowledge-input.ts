import type { BusinessBrief } from '../business-brief.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import type { Provenance } from '../provenance.js';
import type { Sector } from '../sectors/sector-pack.js';

/** What a writer works from. `sector` and `country` were resolved at input; null is a country that we do not know. */
export interface KnowledgeInput {
  readonly brief: BusinessBrief;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode | null;
}

export const YOU_SAID: Provenance = { origin: 'you_said' };

/** A rule of this engine; `note` tells the reader which, in the language of the brief. */
export const rule = (note: string): Provenance => ({ origin: 'rule', note });
