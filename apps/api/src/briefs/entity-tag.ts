import { createHash } from 'node:crypto';
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
