import type { IdempotentAnswer } from '@genesis/database';
import type { CoachView } from './coach-view.js';
import type { Gesture } from './decide.js';
import type { FactsOfPlace } from './session-content.js';
import type { Session, StoredTurn } from './session-store.js';
import type { draftOf } from './synthesis.js';

export interface CoachedPerson {
  readonly id: string;
  /** The profile's preferred language; French where the coach does not speak it. */
  readonly language: string;
}

export interface Call {
  readonly requestId: string | null;
  /** The caller's `Idempotency-Key`, or null. */
  readonly idempotencyKey: string | null;
  /** Aborts when the caller is gone: nobody waits for a model then, and nothing is taken. */
  readonly signal: AbortSignal;
}

export interface StepCommand {
  readonly sessionId: string;
  readonly gesture: Gesture;
  /** What was typed, or the id of what was clicked; null for a skip or "accept as is". */
  readonly text: string | null;
  /** The step that the person answers; null when their client does not say. */
  readonly step: string | null;
}

/** What the coach says to an answer, and whether it had said it before. */
export type AnsweredView = IdempotentAnswer<CoachView>;

export interface CompleteCommand {
  readonly sessionId: string;
  /** False only looks. */
  readonly isConfirmed: boolean;
  /** What the person told besides the five answers. */
  readonly facts: FactsOfPlace;
}

export interface Completion {
  readonly session: Session;
  /** Null until it was confirmed. */
  readonly briefId: string | null;
  readonly draft: ReturnType<typeof draftOf>;
  readonly message: string;
}

export interface SessionHistory {
  readonly session: Session;
  readonly turns: readonly StoredTurn[];
}
