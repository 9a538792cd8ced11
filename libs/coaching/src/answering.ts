import { type CoachingStep, languageOf, usualAnswer } from '@genesis/knowledge';
import { acceptance, clarification, proposalContext, question } from './coach-voice.js';
import type { Decision } from './decide.js';
import type { JudgedAnswer } from './judging.js';
import { recapMessage } from './synthesis.js';
import type { BestAnswer } from './entities/coaching-step.entity.js';
import type { Facts } from './session-content.js';
import { currentStep, sessionAnswered, stepMoved } from './session-state.js';
import type { Session, SessionChange, StepRow } from './session-store.js';

export interface GivenAnswer {
  readonly step: CoachingStep;
  /** As it was typed or clicked; null for a skip. */
  readonly text: string | null;
  readonly judged: JudgedAnswer | null;
  readonly decision: Decision;
  readonly now: Date;
}

export interface Answered {
  /** The session as it will be stored, its version included. */
  readonly session: Session;
  readonly change: SessionChange;
  readonly message: string;
  readonly step: StepRow;
}

/** What an answer makes of a session. Pure: the caller stores `change`. */
export function answered(session: Session, given: GivenAnswer): Answered {
  const { step, decision, now } = given;
  const row = decision.result === 'clarify' ? askedAgain(session, given) : settled(session, given, decision);
  const states = { ...statesOf(session), [step]: row.state };
  const next = currentStep(states);
  const steps: StepRow[] = [row];
  if (next !== 'synthesis' && next !== step && session.steps[next].state === 'pending') {
    steps.push({ ...session.steps[next], state: stepMoved('pending', 'asking'), askedAt: now });
  }
  const storedStatus = sessionAnswered(
    session.status,
    next === 'synthesis' ? 'coaching_complete' : 'in_progress',
  );
  const after: Session = {
    ...session,
    version: session.version + 1,
    storedStatus,
    status: storedStatus,
    currentStep: next,
    facts: factsAfter(session, given),
    steps: { ...session.steps, ...Object.fromEntries(steps.map((each) => [each.step, each])) },
  };
  const message =
    decision.result === 'clarify'
      ? clarification(session, step, given.judged)
      : acceptance(
          session,
          step,
          decision,
          {
            reformulated: row.reformulated,
            isOtherLanguage: given.text !== null && isOther(languageOf(given.text), session.language),
          },
          {
            hasTransition: next === 'synthesis' ? step === 'offre' : next !== step,
            isRecap: next === 'synthesis',
            message: next === 'synthesis' ? recapMessage(after) : question(after, next),
          },
        );
  return {
    session: after,
    change: {
      status: storedStatus,
      currentStep: next,
      facts: after.facts,
      steps,
      turns: [
        ...(given.text === null ? [] : [{ role: 'person', step, text: given.text } as const]),
        { role: 'coach', step: next, text: message },
      ],
    },
    message,
    step: row,
  };
}

function askedAgain(session: Session, { step, text, judged }: GivenAnswer): StepRow {
  const row = session.steps[step];
  const isReopened = row.state === 'accepted' || row.state === 'skipped';
  const best = isReopened ? null : row.best;
  const score = judged?.verdict.score ?? 0;
  return {
    ...row,
    state: stepMoved(row.state, 'clarifying'),
    clarificationCount: isReopened ? 1 : row.clarificationCount + 1,
    criteria: judged?.criteria ?? row.criteria,
    judgedBy: judged?.verdict.by ?? 'rule',
    call: judged?.call ?? null,
    best: text !== null && (best === null || score > best.score) ? candidate(text, judged, score) : best,
  };
}

function settled(
  session: Session,
  { step, text, judged, now }: GivenAnswer,
  decision: Exclude<Decision, { result: 'clarify' }>,
): StepRow {
  const row = session.steps[step];
  const common = {
    ...row,
    judgedBy: decision.judgedBy,
    confidence: decision.confidence,
    best: null,
    answeredAt: now,
  };
  if (decision.result === 'skip') {
    const answer = usualAnswer(step, proposalContext(session));
    return {
      ...common,
      state: stepMoved(row.state, 'skipped'),
      answer,
      reformulated: null,
      isWeak: true,
      criteria: [],
      keyPoints: [],
      call: null,
    };
  }
  const { answer, reformulated, criteria, keyPoints, call } = keptAnswer(row, text, judged, decision);
  return {
    ...common,
    state: stepMoved(row.state, 'accepted'),
    answer,
    reformulated,
    isWeak: decision.isWeak,
    criteria,
    keyPoints,
    call,
  };
}

/** The answer that a settled step keeps: this one, or the best so far. */
function keptAnswer(
  row: StepRow,
  text: string | null,
  judged: JudgedAnswer | null,
  decision: Decision,
): BestAnswer {
  const isBestKept = decision.result === 'accept' && (decision.isBestKept || text === row.best?.answer);
  return isBestKept && row.best ? row.best : candidate(text ?? '', judged, judged?.verdict.score ?? 0);
}

function candidate(answer: string, judged: JudgedAnswer | null, score: number): BestAnswer {
  return {
    answer,
    reformulated: judged?.reformulated ?? null,
    score,
    criteria: judged?.criteria ?? [],
    keyPoints: judged?.keyPoints ?? [],
    facts: judged?.facts ?? {},
    call: judged?.call ?? null,
  };
}

/** A corrected answer takes what it told with it; a skipped step tells nothing. */
function factsAfter(session: Session, { step, text, judged, decision }: GivenAnswer): Facts {
  const { facts } = session;
  if (decision.result === 'clarify') return facts;
  const told =
    decision.result === 'skip' ? {} : keptAnswer(session.steps[step], text, judged, decision).facts;
  return { ...facts, [step]: told };
}

function statesOf(session: Session) {
  return Object.fromEntries(Object.values(session.steps).map(({ step, state }) => [step, state])) as Record<
    CoachingStep,
    StepRow['state']
  >;
}

const isOther = (spoken: string | null, language: string): boolean => spoken !== null && spoken !== language;
