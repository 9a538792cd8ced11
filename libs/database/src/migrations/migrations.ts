import { FirstSchema1764000000000 } from './1764000000000-first-schema.js';

/** Every migration in the order in which it is applied. Named one by one: a folder scan would differ between src and dist. */
export const MIGRATIONS = [FirstSchema1764000000000] as const;
