import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  // PostgreSQL: https://www.postgresql.org/docs/15/errcodes-appendix.html, classes 08, 53 and 57
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '53400',
  '57P01',
  '57P02',
  '57P03',
]);

const ROLLED_BACK_CODES: ReadonlySet<string> = new Set([
  '40P01', // deadlock_detected
  '40001', // serialization_failure
]);

/** The database answered, and gave up on this attempt alone. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  ...ROLLED_BACK_CODES,
  '55P03', // lock_not_available
  '57014', // query_canceled, by statement_timeout
  '25P03', // idle_in_transaction_session_timeout: it was this process that stood still
  '53100', // disk_full
  '53200', // out_of_memory
]);

/** What pg and its pool say without a code when a connection is lost, silent, or not to be had in time. */
const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|not queryable/;

const FOREIGN_KEY_VIOLATION = '23503';
const UNIQUE_VIOLATION = '23505';

/** True when the database could not be reached, fell silent or was shutting down: the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== null && CONNECTION_CODES.has(code)) return true;
  return error instanceof Error && (isLateStatement(error) || CONNECTION_MESSAGES.test(error.message));
}

/** TypeORM lets a connection go when it breaks between two statements, and this is what the second one hears. */
function isLateStatement(error: Error): boolean {
  return (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  );
}

/** True when the same work may succeed if it is done again: the database was away or has no room, or it gave up on a lock,
 *  on a statement that took too long, or on one of two transactions that met. Whoever repeats it must be safe to. */
export function isTransient(error: unknown): boolean {
  const code = errorCode(error);
  return isDatabaseUnavailable(error) || (code !== null && RETRYABLE_CODES.has(code));
}

/** True when PostgreSQL undid a whole transaction for the sake of another one: it can be done again as it is. */
export function isRolledBack(error: unknown): boolean {
  const code = errorCode(error);
  return code !== null && ROLLED_BACK_CODES.has(code);
}

/** True when an insert met an existing row; `constraint` narrows it to one index or constraint name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || driverField(error, 'constraint') === constraint;
}

/** True when a row was to be added to something that is gone. @param constraint which constraints' names count */
export function isForeignKeyViolation(error: unknown, constraint: RegExp): boolean {
  return (
    errorCode(error) === FOREIGN_KEY_VIOLATION && constraint.test(driverField(error, 'constraint') ?? '')
  );
}

function errorCode(error: unknown): string | null {
  return driverField(error, 'code');
}

function driverField(error: unknown, field: 'code' | 'constraint'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const own: unknown = (error as Record<string, unknown>)[field];
  if (typeof own === 'string') return own;
  const driverError: unknown = (error as Record<string, unknown>).driverError;
  return driverError === undefined ? null : driverField(driverError, field);
}
