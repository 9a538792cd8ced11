const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
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

const UNIQUE_VIOLATION = '23505';

/** True when the database could not be reached or was shutting down: the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== null && CONNECTION_CODES.has(code)) return true;
  return (
    error instanceof Error &&
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}

/** True when an insert met an existing row; `constraint` narrows it to one index or constraint name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || driverField(error, 'constraint') === constraint;
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
