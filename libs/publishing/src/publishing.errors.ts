import type { UnmetCondition } from '@genesis/agents';
import { AppError, type JsonObject } from '@genesis/kernel';

/** No such website, or somebody else's: the answer must not tell which. */
export class WebsiteNotFoundError extends AppError {
  constructor() {
    super({ code: 'NOT_FOUND', kind: 'not_found' });
  }
}

/** Another version of the brief is on its way to the website; one at a time. */
export class PublicationRunningError extends AppError {
  constructor(version: number) {
    super({ code: 'PUBLICATION_RUNNING', kind: 'conflict', details: { version }, retryAfterMs: 2_000 });
  }
}

/** The version lacks something that a website needs. */
export class BriefNotReadyError extends AppError {
  constructor(missing: readonly UnmetCondition[]) {
    super({
      code: 'BRIEF_INCOMPLETE',
      kind: 'invalid',
      details: { missing: missing.map(({ condition, message }) => ({ condition, message })) },
    });
  }
}

/** The version is not one that can be published, or go back to. */
export class NotPublishableError extends AppError {
  constructor(details: JsonObject) {
    super({ code: 'ILLEGAL_TRANSITION', kind: 'conflict', details });
  }
}

/** Another worker has claimed the publication, or its brief is gone: nothing may be written under the old fence. */
export class PublicationLeaseLostError extends AppError {
  constructor(publicationId: string) {
    super({
      code: 'LEASE_LOST',
      kind: 'conflict',
      message: `the lease of publication ${publicationId} is gone`,
    });
  }
}

export type PublicationAbortReason = 'drain' | 'lease_lost' | 'timeout';

/** The reason that a publication's abort signal carries. */
export class PublicationAbort extends AppError {
  constructor(readonly reason: PublicationAbortReason) {
    super({ code: `PUBLICATION_${reason.toUpperCase()}`, kind: 'cancelled' });
  }
}
