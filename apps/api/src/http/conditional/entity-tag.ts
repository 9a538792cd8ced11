import { AppError } from '@genesis/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { namedTags } from './entity-tag-list.js';

/** Caches may keep it for its owner, and ask before they use it. */
const ASK_BEFORE_USE = 'private, no-cache';

/** A strong entity tag of these bytes. */
export function entityTag(body: string): string {
  return `"${createHash('sha256').update(body).digest('hex')}"`;
}

/** A strong entity tag of a resource that counts its changes. Source: RFC 9110, section 8.8.3. */
export const versionTag = (version: number): string => `"${version}"`;

/** Sets the validator of an answer with personal data. */
export function setTag(reply: FastifyReply, tag: string): void {
  reply.header('etag', tag).header('cache-control', ASK_BEFORE_USE);
}

/** Sets the validator of an answer. @returns true when the caller has this very version, and got 304. The comparison is
 *  weak. Source: RFC 9110, section 13.1.2. */
export function isNotModified(
  request: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  tag: string,
): boolean {
  setTag(reply, tag);
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  const named = namedTags(header);
  if (named !== '*' && !named.some((each) => each.tag === tag)) return false;
  reply.code(304);
  return true;
}

/** Answers with JSON under a tag of its own bytes, or with 304. */
export function sendTagged(
  value: object,
  request: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
): string | undefined {
  const body = JSON.stringify(value);
  if (isNotModified(request, reply, entityTag(body))) return undefined;
  reply.type('application/json; charset=utf-8');
  return body;
}

/** Keeps a caller from changing what is no longer what they have read. @param ifMatch the header
 *  @throws AppError PRECONDITION_FAILED (412). Source: RFC 9110, section 13.1.1. */
export function requireMatch(ifMatch: string, tag: string): void {
  const named = namedTags(ifMatch);
  // The comparison is strong: a weak tag never matches.
  if (named === '*' || named.some((each) => !each.isWeak && each.tag === tag)) return;
  throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' });
}

/** The versions that a caller would change; null for `*`, any.
 *  @throws AppError PRECONDITION_REQUIRED (428) when the header is missing, PRECONDITION_FAILED (412) when it names none.
 *  Source: RFC 9110, section 13.1.1; RFC 6585, section 3. */
export function versionsIn(ifMatch: string | undefined): readonly number[] | null {
  if (ifMatch === undefined) throw new AppError({ code: 'PRECONDITION_REQUIRED', kind: 'conflict' });
  const named = namedTags(ifMatch);
  if (named === '*') return null;
  const versions = named
    .filter(({ tag, isWeak }) => !isWeak && /^"\d{1,9}"$/.test(tag))
    .map(({ tag }) => Number(tag.slice(1, -1)));
  if (versions.length === 0) throw new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' });
  return versions;
}
