import { AppError } from '@genesis/kernel';

/** The strong entity tag of a version of a session. Source: RFC 9110 §8.8.3. */
export const sessionTag = (version: number): string => `"${version}"`;

/** The version that a caller saw; null for `*`.
 *  @throws AppError PRECONDITION_REQUIRED when the header is missing, PRECONDITION_FAILED for a tag that is none of ours.
 *  Source: RFC 9110 §13.1.1, RFC 6585 §3. */
export function versionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) throw new AppError({ code: 'PRECONDITION_REQUIRED', kind: 'conflict' });
  if (ifMatch.trim() === '*') return null;
  const version = /^"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' });
  return Number(version);
}
