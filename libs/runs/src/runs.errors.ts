import { AppError } from '@genesis/kernel';

/** Another worker has claimed the run, or it has ended: nothing may be written under the old fence. */
export class LeaseLostError extends AppError {
  constructor(runId: string) {
    super({ code: 'LEASE_LOST', kind: 'conflict', message: `the lease of run ${runId} is gone` });
  }
}

export type AbortReason = 'cancelled' | 'deadline' | 'drain' | 'lease_lost';

/** The reason that a run's abort signal carries. */
export class RunAbort extends AppError {
  constructor(readonly reason: AbortReason) {
    super({ code: `RUN_${reason.toUpperCase()}`, kind: 'cancelled' });
  }
}
