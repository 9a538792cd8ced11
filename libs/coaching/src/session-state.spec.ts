import { describe, expect, it } from '@jest/globals';
import { BRIEF_STATUSES } from '@genesis/briefs';
import { COACHING_STEPS, type CoachingStep } from '@genesis/knowledge';
import {
  canMoveSession,
  canMoveStep,
  currentStep,
  SESSION_STATUSES,
  sessionAnswered,
  sessionStatus,
  STEP_STATES,
  stepMoved,
  type StepState,
  takesAnswers,
} from './session-state.js';

/** The specification's table, written down a second time: from, to. */
const LEGAL_SESSION_MOVES = new Set([
  'initialized in_progress',
  'initialized failed',
  'in_progress in_progress',
  'in_progress coaching_complete',
  'in_progress failed',
  'coaching_complete in_progress',
  'coaching_complete sub_agents_running',
  'coaching_complete failed',
  'sub_agents_running brief_ready',
  'sub_agents_running coaching_complete',
  'sub_agents_running failed',
  'brief_ready sub_agents_running',
  'brief_ready completed',
  'completed sub_agents_running',
  'failed coaching_complete',
]);

const LEGAL_STEP_MOVES = new Set([
  'pending asking',
  'asking clarifying',
  'asking accepted',
  'asking skipped',
  'clarifying clarifying',
  'clarifying accepted',
  'clarifying skipped',
  'accepted asking',
  'accepted clarifying',
  'accepted accepted',
  'skipped asking',
  'skipped clarifying',
  'skipped accepted',
]);

describe('the session', () => {
  it.each(SESSION_STATUSES.flatMap((from) => SESSION_STATUSES.map((to) => [from, to] as const)))(
    'moves from %s to %s only if the table says so',
    (from, to) => {
      expect(canMoveSession(from, to)).toBe(LEGAL_SESSION_MOVES.has(`${from} ${to}`));
    },
  );

  it.each(SESSION_STATUSES)('takes an answer while %s only if it may be in progress', (status) => {
    const isOpen = LEGAL_SESSION_MOVES.has(`${status} in_progress`);
    expect(takesAnswers(status)).toBe(isOpen);
    const move = () => sessionAnswered(status, 'coaching_complete');
    if (isOpen) expect(move()).toBe('coaching_complete');
    else expect(move).toThrow(`session: ${status} to coaching_complete`);
  });

  it.each(BRIEF_STATUSES)('shows how a %s brief is doing', (brief) => {
    const expected = {
      draft: 'coaching_complete',
      queued: 'sub_agents_running',
      in_progress: 'sub_agents_running',
      completed: 'brief_ready',
      partial: 'brief_ready',
      failed: 'coaching_complete',
      cancelled: 'coaching_complete',
      expired: 'brief_ready',
    };
    expect(sessionStatus('coaching_complete', brief)).toBe(expected[brief]);
  });

  it('keeps its own status without a brief', () => {
    expect(sessionStatus('in_progress', null)).toBe('in_progress');
  });
});

describe('a step', () => {
  it.each(STEP_STATES.flatMap((from) => STEP_STATES.map((to) => [from, to] as const)))(
    'moves from %s to %s only if the table says so',
    (from, to) => {
      const isLegal = LEGAL_STEP_MOVES.has(`${from} ${to}`);
      expect(canMoveStep(from, to)).toBe(isLegal);
      if (isLegal) expect(stepMoved(from, to)).toBe(to);
      else expect(() => stepMoved(from, to)).toThrow(`step: ${from} to ${to}`);
    },
  );
});

describe('the current step', () => {
  const states = (settled: readonly CoachingStep[]) =>
    Object.fromEntries(
      COACHING_STEPS.map((step) => [step, settled.includes(step) ? 'accepted' : 'pending']),
    ) as Record<CoachingStep, StepState>;

  it('is the first without an answer', () => {
    expect(currentStep(states([]))).toBe('vision');
    expect(currentStep(states(['vision', 'clientele']))).toBe('mission');
  });

  it('is the synthesis when all have one', () => {
    expect(currentStep(states(COACHING_STEPS))).toBe('synthesis');
  });
});
