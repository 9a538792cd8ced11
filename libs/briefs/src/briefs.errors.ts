import { AppError } from '@genesis/kernel';

/** The brief, the version or the file does not exist, or belongs to somebody else: the answer must not tell which. */
export class BriefNotFoundError extends AppError {
  constructor() {
    super({ code: 'NOT_FOUND', kind: 'not_found' });
  }
}

/** Only the id of the brief is left: it was not changed for so long that it has been removed. */
export class BriefExpiredError extends AppError {
  /** @param ttlDays between its creation and its end; null when that is not known */
  constructor(ttlDays: number | null) {
    super({ code: 'BRIEF_EXPIRED', kind: 'not_found', details: { ttl_days: ttlDays } });
  }
}

/** The brief has an unfinished run; one at a time. */
export class GenerationRunningError extends AppError {
  constructor(options?: { readonly cause: unknown }) {
    super({ code: 'GENERATION_RUNNING', kind: 'conflict', cause: options?.cause });
  }
}

/** Sections of one brief were made anew as often as a day allows. */
export class RegenerationLimitError extends AppError {
  constructor(mostADay: number, retryAfterMs: number) {
    super({
      code: 'REGENERATION_LIMIT',
      kind: 'rate_limited',
      details: { max_a_day: mostADay },
      retryAfterMs: Math.ceil(retryAfterMs),
    });
  }
}
