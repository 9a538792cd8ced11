import type { ExecutionResult } from '@genesis/runs';

/** What the process of a quarantined run tells the worker: that it lives, once a second, and at last how it went. */
export type QuarantineMessage = typeof ALIVE | { readonly result: ExecutionResult };

export const ALIVE = 'alive';
