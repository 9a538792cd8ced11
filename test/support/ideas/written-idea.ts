import type { BusinessBrief, CountryCode, Language, Sector } from '@genesis/knowledge';

/** An idea as an entrepreneur would have written it, with what a reader of the brief should resolve it to. */
export interface WrittenIdea {
  readonly id: string;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode;
  readonly brief: BusinessBrief;
}
