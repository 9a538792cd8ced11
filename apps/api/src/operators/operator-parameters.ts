import { AppError, isId } from '@genesis/kernel';
import type { OperatorCall } from '@genesis/observability';

/** The id that a path names. One that is no UUID names nothing. @throws AppError NOT_FOUND */
export function idOf({ params }: OperatorCall, name: string): string {
  const id = params[name]?.toLowerCase() ?? '';
  if (!isId(id)) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
  return id;
}

export interface CountBounds {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

/** A whole number of the query. @throws AppError INVALID_PARAMETER (invalid) */
export function countOf(
  { query }: OperatorCall,
  name: string,
  { least, most, fallback }: CountBounds,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const count = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new AppError({
    code: 'INVALID_PARAMETER',
    kind: 'invalid',
    message: `${name} must be a whole number from ${least} to ${most}`,
  });
}

/** `true` or `false` of the query; false where it is absent. @throws AppError INVALID_PARAMETER (invalid) */
export function choiceOf({ query }: OperatorCall, name: string): boolean {
  const text = query.get(name) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new AppError({
    code: 'INVALID_PARAMETER',
    kind: 'invalid',
    message: `${name} must be true or false`,
  });
}
