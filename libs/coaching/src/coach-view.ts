import type { JsonObject } from '@genesis/kernel';
import { COACHING_STEPS, type Language } from '@genesis/knowledge';
import type { StoredCriterion } from './entities/coaching-step.entity.js';
import { surroundings } from './coach-voice.js';
import type { Choice } from './session-content.js';
import { type CurrentStep, isSettled, type JudgedBy, type SessionStatus } from './session-state.js';
import type { Session, StepRow } from './session-store.js';

/** How the last answer was judged. */
export interface JudgedView extends JsonObject {
  readonly step: string;
  readonly criteria: readonly (StoredCriterion & JsonObject)[];
  readonly judgedBy: JudgedBy | null;
  readonly confidence: number | null;
  readonly isWeak: boolean;
}

/** A session and what the coach says now: plain JSON, so that an idempotency key can keep it. */
export interface CoachView extends JsonObject {
  readonly sessionId: string;
  readonly status: SessionStatus;
  readonly currentStep: CurrentStep;
  readonly language: Language;
  readonly version: number;
  readonly message: string;
  readonly examples: readonly string[];
  readonly nextQuestions: readonly string[];
  readonly choices: readonly (Choice & JsonObject)[];
  readonly openings: readonly string[];
  readonly progress: Readonly<Record<CurrentStep, boolean>>;
  /** Mean of the answers' scores, 0..1; null until the first. */
  readonly confidence: number | null;
  readonly isStepComplete: boolean;
  readonly clarification: { readonly count: number; readonly max: number };
  readonly canForceAccept: boolean;
  readonly judged: JudgedView | null;
}

export interface Spoken {
  readonly message: string;
  /** The step that was just answered; null where nothing was. */
  readonly judged: StepRow | null;
  readonly maxClarifications: number;
}

/** @param session as it is stored after the answer. */
export function coachView(session: Session, { message, judged, maxClarifications }: Spoken): CoachView {
  const open = session.currentStep === 'synthesis' ? null : session.steps[session.currentStep];
  const around = surroundings(session, (open?.clarificationCount ?? 0) > 0);
  return {
    sessionId: session.id,
    status: session.status,
    currentStep: session.currentStep,
    language: session.language,
    version: session.version,
    message,
    examples: around.examples,
    nextQuestions: around.nextQuestions,
    choices: around.choices.map((choice) => ({ ...choice })),
    openings: around.openings,
    progress: progressOf(session),
    confidence: confidenceOf(session),
    isStepComplete: judged !== null && isSettled(judged.state),
    clarification: { count: open?.clarificationCount ?? 0, max: maxClarifications },
    canForceAccept: (open?.clarificationCount ?? 0) > 0,
    judged: judged && {
      step: judged.step,
      criteria: judged.criteria.map((criterion) => ({ ...criterion })),
      judgedBy: judged.judgedBy,
      confidence: judged.confidence,
      isWeak: judged.isWeak,
    },
  };
}

export function progressOf(session: Session): Record<CurrentStep, boolean> {
  return {
    ...(Object.fromEntries(
      COACHING_STEPS.map((step) => [step, isSettled(session.steps[step].state)]),
    ) as Record<(typeof COACHING_STEPS)[number], boolean>),
    synthesis: session.briefId !== null,
  };
}

/** Mean of the scores of the settled steps, two decimals; null until there is one. */
export function confidenceOf(session: Pick<Session, 'steps'>): number | null {
  const scores = COACHING_STEPS.map((step) => session.steps[step])
    .filter(({ state }) => isSettled(state))
    .map(({ confidence }) => confidence ?? 0);
  if (scores.length === 0) return null;
  return Math.round((scores.reduce((sum, score) => sum + score, 0) / scores.length) * 100) / 100;
}
