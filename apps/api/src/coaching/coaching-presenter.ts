import {
  type CoachView,
  type Completion,
  confidenceOf,
  type Help,
  progressOf,
  type Proposals,
  type Reformulation,
  type Session,
  type SessionHistory,
  type SessionListPosition,
  type SessionSummary,
} from '@genesis/coaching';
import { COACHING_STEPS } from '@genesis/knowledge';
import { encodeCursor } from '../briefs/list-cursor.js';
import type {
  CoachHelpResponse,
  CoachingCompletedResponse,
  CoachingResponse,
  CoachingSessionResponse,
  CoachingSessionsResponse,
  OnboardedResponse,
  ProposalsResponse,
  ReformulationResponse,
} from './dto/coaching.responses.js';

/** The shape of the former service, and what is new beside it. */
export function toCoaching(view: CoachView): CoachingResponse {
  return {
    session_id: view.sessionId,
    status: view.status,
    current_step: view.currentStep,
    language: view.language,
    coach_message: view.message,
    examples: view.examples,
    next_questions: view.nextQuestions,
    progress: view.progress,
    confidence_score: view.confidence ?? 0,
    is_step_complete: view.isStepComplete,
    clickable_choices: view.choices,
    openings: view.openings,
    clarification: view.clarification,
    can_force_accept: view.canForceAccept,
    criteria: view.judged?.criteria ?? [],
    judged_by: view.judged?.judgedBy ?? null,
    is_weak: view.judged?.isWeak ?? false,
  };
}

export function toSession({ session, turns }: SessionHistory): CoachingSessionResponse {
  return {
    session_id: session.id,
    status: session.status,
    current_step: session.currentStep,
    language: session.language,
    progress: progressOf(session),
    confidence_score: confidenceOf(session),
    answers: COACHING_STEPS.map((name) => {
      const { step, state, answer, reformulated, confidence, judgedBy, isWeak, criteria, keyPoints } =
        session.steps[name];
      return {
        step,
        state,
        raw: answer,
        reformulated,
        confidence,
        judged_by: judgedBy,
        is_weak: isWeak,
        criteria,
        key_points: keyPoints,
      };
    }),
    history: turns.map(({ seq, role, step, text, at }) => ({ seq, role, step, text, at: at.toISOString() })),
    brief_id: session.briefId,
    created_at: session.createdAt.toISOString(),
    updated_at: session.updatedAt.toISOString(),
  };
}

export function toSessions(page: {
  readonly items: readonly SessionSummary[];
  readonly next: SessionListPosition | null;
}): CoachingSessionsResponse {
  return {
    items: page.items.map((session) => ({
      session_id: session.id,
      status: session.status,
      current_step: session.currentStep,
      language: session.language,
      business_name: session.businessName,
      steps_done: session.settledSteps,
      brief_id: session.briefId,
      created_at: session.createdAt.toISOString(),
      updated_at: session.updatedAt.toISOString(),
    })),
    ...(page.next && {
      next_cursor: encodeCursor({ createdAtMicros: page.next.createdAtMicros, briefId: page.next.id }),
    }),
  };
}

export function toCompleted({ session, briefId, draft, message }: Completion): CoachingCompletedResponse {
  return {
    session_id: session.id,
    status: session.status,
    brief_id: briefId,
    business_brief: draft.input.brief,
    sources: draft.input.coaching?.fields ?? {},
    missing: draft.missing,
    coaching_confidence: confidenceOf(session),
    coach_message: message,
  };
}

export function toOnboarded({ id, onboarding }: Session): OnboardedResponse {
  return {
    session_id: id,
    onboarding: onboarding ?? {
      business_name: null,
      sector: '',
      sector_other: null,
      logo_source: 'later',
      logo_url: null,
    },
  };
}

export function toHelp({ sessionId, step, questions, suggestion }: Help): CoachHelpResponse {
  return {
    session_id: sessionId,
    current_step: step,
    socratic_questions: questions.map(({ question, hint, choices }) => ({
      question,
      context_hint: hint,
      choices,
    })),
    suggestion,
  };
}

export function toReformulation(reply: Reformulation): ReformulationResponse {
  return {
    original_text: reply.original,
    reformulated_text: reply.reformulated,
    is_better: reply.isBetter,
    suggestions: reply.suggestions,
    provider: reply.provider,
  };
}

export function toProposals(reply: Proposals): ProposalsResponse {
  return {
    session_id: reply.sessionId,
    step: reply.step,
    proposals: reply.proposals,
    coach_advice: reply.advice,
    provider: reply.provider,
  };
}
