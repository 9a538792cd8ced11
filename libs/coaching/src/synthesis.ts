import type { FieldOrigin, RunInput } from '@genesis/agents';
import { resolveInput } from '@genesis/briefs';
import {
  type BusinessBrief,
  COACHING_STEPS,
  type CoachingStep,
  findContradictions,
  type IdeaText,
} from '@genesis/knowledge';
import { countryOf, knownOf, missingFields, recap, sectorOf } from './coach-voice.js';
import { confidenceOf } from './coach-view.js';
import { type KnownField, type MissingField, textOf } from './session-content.js';
import type { Session, StepRow } from './session-store.js';

const FIELD_OF_STEP = {
  vision: 'vision',
  mission: 'mission',
  clientele: 'target_audience',
  differentiation: 'differentiation',
  offre: 'value_proposition',
} as const satisfies Readonly<Record<CoachingStep, IdeaText>>;

const PATH_OF_FACT: Readonly<Record<KnownField, string>> = {
  business_name: 'business_name',
  sector: 'sector',
  city: 'location.city',
  country: 'location.country',
  region: 'location.region',
  services: 'services',
};

/** The recap of a session whose five steps have answers. */
export function recapMessage(session: Session): string {
  const known = knownOf(session);
  const answers = answersOf(session);
  const contradictions = findContradictions(answers, {
    language: session.language,
    sector: sectorOf(known),
    country: countryOf(known),
  });
  return recap(session, answers, contradictions, missingFields(session, known));
}

export interface Draft {
  readonly input: RunInput;
  readonly missing: readonly MissingField[];
}

/** The brief that a session's answers make, and what nobody told. Nothing is added to what was said: where a step was
 *  skipped, the trade's usual answer stands and is named so. */
export function draftOf(session: Session): Draft {
  const known = knownOf(session);
  const answers = answersOf(session);
  const city = textOf(known, 'city');
  const country = textOf(known, 'country');
  const region = textOf(known, 'region');
  const services = known.services?.value;
  const brief: BusinessBrief = {
    business_name: textOf(known, 'business_name') ?? '',
    vision: answers.vision,
    mission: answers.mission,
    target_audience: answers.clientele,
    differentiation: answers.differentiation,
    value_proposition: answers.offre,
    sector: textOf(known, 'sector') ?? '',
    location: {
      ...(city !== null && { city }),
      ...(country !== null && { country }),
      ...(region !== null && { region }),
    },
    services: Array.isArray(services) ? (services as readonly string[]) : [],
  };
  const fields: Record<string, FieldOrigin> = {};
  for (const step of COACHING_STEPS) fields[FIELD_OF_STEP[step]] = originOf(session.steps[step]);
  for (const [field, fact] of Object.entries(known)) {
    const row = COACHING_STEPS.includes(fact.from as CoachingStep)
      ? session.steps[fact.from as CoachingStep]
      : null;
    fields[PATH_OF_FACT[field as KnownField]] = row
      ? { ...originOf(row), kept: 'raw' }
      : { step: fact.from, kept: 'raw', judged_by: null, is_weak: false };
  }
  return {
    input: {
      ...resolveInput(brief, session.language),
      coaching: { session_id: session.id, confidence: confidenceOf(session) ?? 0, fields },
    },
    missing: missingFields(session, known),
  };
}

/** The answers that count, in the person's own words. */
export function answersOf(session: Session): Record<CoachingStep, string> {
  return Object.fromEntries(COACHING_STEPS.map((step) => [step, session.steps[step].answer ?? ''])) as Record<
    CoachingStep,
    string
  >;
}

function originOf(row: StepRow): FieldOrigin {
  return {
    step: row.step,
    kept: row.state === 'skipped' ? 'default' : 'raw',
    judged_by: row.judgedBy,
    is_weak: row.isWeak,
  };
}
