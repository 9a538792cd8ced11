import { createHash } from 'node:crypto';
import { AppError } from '@genesis/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A strong entity tag of these bytes. */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('hex')}"`;
}

/** Sets the validator of an answer. @returns true when the caller has this very version, and got 304.
 *  Source: RFC 9110, section 13.1.2. */
export function isNotModified(
  request: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  tag: string,
): boolean {
  reply.header('etag', tag).header('cache-control', 'private, no-cache');
  const known = (request.headers['if-none-match'] ?? '').split(',').map((item) => item.trim());
  if (!known.some((item) => item === '*' || item.replace(/^W\//, '') === tag)) return false;
  reply.code(304);
  return true;
}

/** Keeps a caller from changing what is no longer what they have read. @param expected their `If-Match`.
 *  @throws AppError PRECONDITION_FAILED (412). Source: RFC 9110, section 13.1.1. */
export function requireMatch(expected: string, tag: string): void {
  const known = expected.split(',').map((item) => item.trim());
  // The comparison is strong: a weak tag never matches.
  if (known.some((item) => item === '*' || item === tag)) return;
  throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' });
}
