import type { BriefStatus } from '@genesis/briefs';
import { AppError } from '@genesis/kernel';
import { COACHING_STEPS, type CoachingStep } from '@genesis/knowledge';

/** Where a session stands. Source: product specification §5. */
export const SESSION_STATUSES = [
  'initialized',
  'in_progress',
  'coaching_complete',
  'sub_agents_running',
  'brief_ready',
  'completed',
  'failed',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** The statuses that are a session's own. The others say how its brief is doing and are read from it. */
export type StoredSessionStatus = Extract<
  SessionStatus,
  'initialized' | 'in_progress' | 'coaching_complete' | 'failed'
>;

export const CURRENT_STEPS = [...COACHING_STEPS, 'synthesis'] as const;
export type CurrentStep = (typeof CURRENT_STEPS)[number];

export const STEP_STATES = ['pending', 'asking', 'clarifying', 'accepted', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Who decided about an answer: a click on a choice, "accept as is" (or no clarification left), a skip, a model, the
 *  rules (no model is configured, or the answer needs none), or the rules in place of a model that failed. */
export const JUDGES = ['choice', 'forced', 'skipped', 'llm', 'rule', 'fallback'] as const;
export type JudgedBy = (typeof JUDGES)[number];

const SESSION_MOVES: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  initialized: ['in_progress', 'failed'],
  in_progress: ['in_progress', 'coaching_complete', 'failed'],
  // Failed: once its words are removed nothing can be made of it.
  coaching_complete: ['in_progress', 'sub_agents_running', 'failed'],
  // On cancel: back to where the generation was started from.
  sub_agents_running: ['brief_ready', 'coaching_complete', 'failed'],
  brief_ready: ['sub_agents_running', 'completed'],
  completed: ['sub_agents_running'],
  failed: ['coaching_complete'],
};

const STEP_MOVES: Readonly<Record<StepState, readonly StepState[]>> = {
  pending: ['asking'],
  asking: ['clarifying', 'accepted', 'skipped'],
  clarifying: ['clarifying', 'accepted', 'skipped'],
  // Reopened: the new answer is judged at once, and may need a clarification.
  accepted: ['asking', 'clarifying', 'accepted'],
  skipped: ['asking', 'clarifying', 'accepted'],
};

/** True when the session may go from one status to the other. */
export function canMoveSession(from: SessionStatus, to: SessionStatus): boolean {
  return SESSION_MOVES[from].includes(to);
}

/** True when a step may go from one state to the other. */
export function canMoveStep(from: StepState, to: StepState): boolean {
  return STEP_MOVES[from].includes(to);
}

/** True when the session takes an answer: every answer, a correction too, passes through `in_progress`. */
export const takesAnswers = (status: SessionStatus): boolean => canMoveSession(status, 'in_progress');

/** The state that a step has after a move. @throws AppError ILLEGAL_MOVE (internal) for one that the table does not have:
 *  whoever asks for it has a defect, and nothing may be written. */
export function stepMoved(from: StepState, to: StepState): StepState {
  if (!canMoveStep(from, to)) throw illegal('step', from, to);
  return to;
}

/** The status that an answer leaves a session in. @throws AppError ILLEGAL_MOVE (internal), as `stepMoved` */
export function sessionAnswered(
  from: SessionStatus,
  to: Extract<StoredSessionStatus, 'in_progress' | 'coaching_complete'>,
): typeof to {
  if (!takesAnswers(from) || !canMoveSession('in_progress', to)) throw illegal('session', from, to);
  return to;
}

function illegal(what: string, from: string, to: string): AppError {
  return new AppError({ code: 'ILLEGAL_MOVE', kind: 'internal', message: `${what}: ${from} to ${to}` });
}

/** A session's status with its brief taken into account. Published sites come with their issue: until then no brief is
 *  `completed` here. @param brief null when the session has no brief, or only a draft of one. */
export function sessionStatus(stored: StoredSessionStatus, brief: BriefStatus | null): SessionStatus {
  switch (brief) {
    case 'queued':
    case 'in_progress':
      return 'sub_agents_running';
    case 'completed':
    case 'partial':
    case 'expired':
      return 'brief_ready';
    // A failed or cancelled first run may be tried again.
    case 'failed':
    case 'cancelled':
    case 'draft':
    case null:
      return stored;
  }
}

export const isSettled = (state: StepState): boolean => state === 'accepted' || state === 'skipped';

/** The first step without an answer, else the synthesis. */
export function currentStep(states: Readonly<Record<CoachingStep, StepState>>): CurrentStep {
  return COACHING_STEPS.find((step) => !isSettled(states[step])) ?? 'synthesis';
}
