import { AppError, type JsonObject } from '@genesis/kernel';

/** The session does not exist or belongs to somebody else: the answer must not tell which. */
export class SessionNotFoundError extends AppError {
  constructor() {
    super({ code: 'SESSION_NOT_FOUND', kind: 'not_found' });
  }
}

/** Where a session stands: told to whoever was too late. */
export interface SessionPosition extends JsonObject {
  readonly session_id: string;
  readonly status: string;
  readonly current_step: string;
}

/** Another answer is being judged or was faster, or the tab that sent it is behind. */
export class StepConflictError extends AppError {
  constructor(position: SessionPosition, retryAfterMs?: number) {
    super({ code: 'STEP_ALREADY_ANSWERED', kind: 'conflict', details: position, retryAfterMs });
  }
}

/** An answer was given, or is being judged, while something was made of the session as it had been before. */
export class SessionChangedError extends AppError {
  constructor(position: SessionPosition, retryAfterMs?: number) {
    super({ code: 'CONFLICT', kind: 'conflict', details: position, retryAfterMs });
  }
}

/** The session is not where this can be done. */
export class IllegalSessionMoveError extends AppError {
  constructor(position: SessionPosition) {
    super({ code: 'ILLEGAL_TRANSITION', kind: 'conflict', details: position });
  }
}

/** The id is of no answer that was offered. */
export function unknownChoice(): AppError {
  return refused('/choice_id');
}

/** "Accept as is" without anything that could be accepted. */
export function nothingToAccept(): AppError {
  return refused('/user_response');
}

function refused(pointer: string): AppError {
  return new AppError({
    code: 'VALIDATION_ERROR',
    kind: 'invalid',
    details: { errors: [{ pointer, code: pointer === '/choice_id' ? 'NOT_ALLOWED' : 'REQUIRED' }] },
  });
}
