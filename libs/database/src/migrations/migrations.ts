import { FirstSchema1764000000000 } from './1764000000000-first-schema.js';
import { RunSteps1764200000000 } from './1764200000000-run-steps.js';
import { Coaching1764300000000 } from './1764300000000-coaching.js';

/** Every migration in the order in which it is applied. Named one by one: a folder scan would differ between src and dist. */
export const MIGRATIONS = [FirstSchema1764000000000, RunSteps1764200000000, Coaching1764300000000] as const;
