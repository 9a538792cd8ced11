/** Routes of the coach whose answers are kept for an `Idempotency-Key`. What they keep names its session, as `sessionId`, or
 *  as `id` where a session was begun. */
const REPEATABLE_ROUTES = ['start', 'onboarding', 'step', 'reformulate', 'generate-proposals'] as const;
export type RepeatableRoute = (typeof REPEATABLE_ROUTES)[number];

export const scopeOf = (ownerId: string, route: RepeatableRoute): string =>
  `${ownerId} POST /coaching/${route}`;

/** All of a person's. */
export const scopesOf = (ownerId: string): readonly string[] =>
  REPEATABLE_ROUTES.map((route) => scopeOf(ownerId, route));
