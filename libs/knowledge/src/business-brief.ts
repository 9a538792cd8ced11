/** Where the business is. Each part as the person wrote it; unknown parts are absent, never guessed. */
export interface BriefLocation {
  readonly city?: string;
  readonly country?: string;
  readonly region?: string;
}

/** The business brief as the person gave it: the input of every agent. Keys are the public wire names. */
export interface BusinessBrief {
  readonly business_name: string;
  readonly vision: string;
  readonly mission: string;
  readonly target_audience: string;
  readonly differentiation: string;
  readonly value_proposition: string;
  /** Free text; resolved to a `Sector` once, at input. */
  readonly sector: string;
  readonly location: BriefLocation;
  readonly services: readonly string[];
}

/** The five texts that carry the idea, in the order in which they are told. */
export const IDEA_TEXTS = [
  'vision',
  'mission',
  'target_audience',
  'differentiation',
  'value_proposition',
] as const;
export type IdeaText = (typeof IDEA_TEXTS)[number];
