import type { CoachingStep } from '@genesis/knowledge';

/** An answer that can be clicked. Its id is unique within the session's current offer. */
export interface Choice {
  readonly id: string;
  readonly text: string;
}

export const LOGO_SOURCES = ['upload', 'generate', 'later'] as const;
export type LogoSource = (typeof LOGO_SOURCES)[number];

/** What the person told before the first step. */
export interface Onboarding {
  readonly business_name: string | null;
  /** As chosen or typed. */
  readonly sector: string;
  readonly sector_other: string | null;
  readonly logo_source: LogoSource;
  readonly logo_url: string | null;
}

/** What one answer, or the recap, told of the business beside what was asked. */
export interface FactsOfPlace {
  readonly business_name?: string;
  readonly sector?: string;
  readonly city?: string;
  readonly country?: string;
  readonly region?: string;
  readonly services?: readonly string[];
  readonly prices?: readonly string[];
}

/** Where a fact was told. */
export type FactPlace = CoachingStep | 'recap' | 'profile';

/** Facts by the place where they were told, so that a corrected answer takes its facts with it. */
export type Facts = Readonly<Partial<Record<FactPlace, FactsOfPlace>>>;

export const KNOWN_FIELDS = ['business_name', 'sector', 'city', 'country', 'region', 'services'] as const;
export type KnownField = (typeof KNOWN_FIELDS)[number];

export interface Known {
  readonly value: string | readonly string[];
  /** `onboarding`, `recap`, the step, or `profile`. */
  readonly from: string;
}

export type KnownFacts = Readonly<Partial<Record<KnownField, Known>>>;

/** What is known of the business. What a person chose or corrected (onboarding, then recap) is never overwritten by what
 *  was found in an answer; among answers the first that tells it counts.
 *  @param steps the order of the steps. */
export function knownFacts(
  onboarding: Onboarding | null,
  facts: Facts,
  steps: readonly CoachingStep[],
): KnownFacts {
  const told: [string, FactsOfPlace][] = [
    ['recap', facts.recap ?? {}],
    ['onboarding', onboardingFacts(onboarding)],
    ...steps.map((step): [string, FactsOfPlace] => [step, facts[step] ?? {}]),
    ['profile', facts.profile ?? {}],
  ];
  const known: Partial<Record<KnownField, Known>> = {};
  for (const field of KNOWN_FIELDS) {
    for (const [from, place] of told) {
      const value = place[field];
      if (value === undefined || value.length === 0) continue;
      known[field] = { value, from };
      break;
    }
  }
  return known;
}

function onboardingFacts(onboarding: Onboarding | null): FactsOfPlace {
  if (onboarding === null) return {};
  return {
    ...(onboarding.business_name !== null && { business_name: onboarding.business_name }),
    sector: onboarding.sector_other ?? onboarding.sector,
  };
}

/** Reads a known fact as text, or null. */
export function textOf(known: KnownFacts, field: Exclude<KnownField, 'services'>): string | null {
  const value = known[field]?.value;
  return typeof value === 'string' ? value : null;
}

/** Something that the brief needs and only the person can tell. */
export interface MissingField {
  readonly field: Exclude<KnownField, 'region'> | 'contact';
  readonly question: string;
  /** Without it no brief can be generated. */
  readonly is_required: boolean;
}
