import type { BriefFile } from '@genesis/briefs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isNotModified } from '../http/conditional/entity-tag.js';

/** A file is shown, never run: scripts in a drawing or a page stay dead. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** Answers with a file, or with 304. */
export function sendFile(
  file: BriefFile,
  request: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
): Buffer | undefined {
  showOnly(reply);
  if (isNotModified(request, reply, `"${file.sha256}"`)) return undefined;
  reply.type(withCharset(file.mediaType));
  return Buffer.from(file.content);
}

/** Headers of what people or agents made. */
export function showOnly(reply: FastifyReply): void {
  reply.header('content-security-policy', FILE_POLICY).header('x-content-type-options', 'nosniff');
}

/** Files are UTF-8, which a reader of text/* does not assume. */
function withCharset(mediaType: string): string {
  return /^text\/[^;]+$/.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;
}
