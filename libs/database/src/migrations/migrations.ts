/** Every migration in the order in which it is applied. Named one by one: a folder scan would differ between src and dist. */
export const MIGRATIONS = [] as const;
