import { RedisFormError } from '@genesis/redis';
import { databaseNameOf, placeOf, placeOfRedis } from './store-places.js';
import { HopelessStartError, StartError } from './start-errors.js';

const POSTGRES_PORT = 5_432;
/** invalid_password, invalid_authorization_specification. Source: PostgreSQL 15, appendix A, class 28. */
const REFUSED_LOGIN: ReadonlySet<string> = new Set(['28P01', '28000']);
/** invalid_catalog_name */
const NO_DATABASE = '3D000';
const REFUSED_BY_REDIS = /^(NOAUTH|WRONGPASS|NOPERM|ERR (AUTH|invalid password|Client sent AUTH))/;

/** What a try to use the database says, in an operator's words. */
export function databaseFailure(url: string, cause: unknown): StartError {
  const place = placeOf(url, POSTGRES_PORT);
  const code = codeOf(cause);
  if (code !== null && REFUSED_LOGIN.has(code)) {
    return new HopelessStartError(
      `the database at ${place} refuses our user or password: check DATABASE_URL, or POSTGRES_USER and POSTGRES_PASSWORD`,
      cause,
    );
  }
  if (code === NO_DATABASE) {
    return new HopelessStartError(
      `the database server at ${place} has no database "${databaseNameOf(url)}": create it, or check DATABASE_URL or POSTGRES_DB`,
      cause,
    );
  }
  return new StartError(`the database at ${place} does not answer (${reasonOf(cause)})`, cause);
}

/** What a try to use a Redis says. @param setting that names it */
export function redisFailure(url: string, setting: string, cause: unknown): StartError {
  const place = placeOfRedis(url);
  const reason = reasonOf(cause);
  if (REFUSED_BY_REDIS.test(reason)) {
    return new HopelessStartError(
      `the Redis at ${place} (${setting}) refuses our user or password: check ${setting}`,
      cause,
    );
  }
  if (cause instanceof RedisFormError) {
    return new HopelessStartError(`what is at ${place} (${setting}) ${reason}`, cause);
  }
  return new StartError(`the Redis at ${place} (${setting}) does not answer (${reason})`, cause);
}

/** What the database lacks. */
export function migrationsPending(url: string, count: number): StartError {
  const what = count === 1 ? '1 migration is' : `${count} migrations are`;
  return new StartError(
    `${what} pending on database "${databaseNameOf(url)}" at ${placeOf(url, POSTGRES_PORT)}: run migrate`,
  );
}

/** A connection that was tried at several addresses fails with an error that has no words of its own. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || codeOf(cause) || cause.name;
}

function codeOf(cause: unknown): string | null {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}
