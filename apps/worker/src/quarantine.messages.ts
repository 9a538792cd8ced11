import type { ExecutionResult } from '@genesis/runs';

/** What the process of a quarantined run tells the worker: that it lives, once a second, and at last how it went. */
export type QuarantineMessage = typeof ALIVE | { readonly result: ExecutionResult };

export const ALIVE = 'alive';

/** What the worker tells it: to give the run back. No signal says so: where all processes of a group or a container are told
 *  to end, it would be a second one, which ends a process at once. */
export const GIVE_BACK = 'give back';
