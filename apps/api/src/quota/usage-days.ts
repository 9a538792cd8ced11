import { validationFailed } from '../http/validation/validation-failed.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;
/** Nothing is older than the service, and PostgreSQL has no year 0, which JavaScript has. */
const FIRST_DAY = Date.UTC(2000, 0, 1);

/** The days that a caller asks about, both included, YYYY-MM-DD in UTC.
 *  @throws AppError VALIDATION_ERROR for a day that no calendar has, one before 2000-01-01, and for days that are in the
 *  wrong order or too many */
export function usageDays(
  asked: { readonly from?: string; readonly to?: string },
  now: Date,
): { readonly from: string; readonly to: string } {
  const to = asked.to === undefined ? startOf(now) : dayOf(asked.to, '/to');
  const from =
    asked.from === undefined
      ? Math.max(to - (DEFAULT_DAYS - 1) * DAY_MS, FIRST_DAY)
      : dayOf(asked.from, '/from');
  const days = (to - from) / DAY_MS + 1;
  if (days < 1) throw validationFailed([{ pointer: '/from', code: 'INVALID' }]);
  if (days > MOST_DAYS) throw validationFailed([{ pointer: '/from', code: 'TOO_LONG', limit: MOST_DAYS }]);
  return { from: written(from), to: written(to) };
}

function dayOf(text: string, pointer: string): number {
  const day = Date.parse(`${text}T00:00:00.000Z`);
  if (Number.isNaN(day) || written(day) !== text || day < FIRST_DAY)
    throw validationFailed([{ pointer, code: 'INVALID' }]);
  return day;
}

const startOf = (now: Date): number => Math.floor(now.getTime() / DAY_MS) * DAY_MS;
const written = (day: number): string => new Date(day).toISOString().slice(0, 10);
