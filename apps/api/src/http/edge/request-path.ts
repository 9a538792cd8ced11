import type { FastifyRequest } from 'fastify';

const MAX_SHOWN_LENGTH = 512;

/** Path of a request without its query, which may hold what nobody should read. */
export function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? '/').split(/[?#]/, 1)[0]?.slice(0, MAX_SHOWN_LENGTH) ?? '/';
}
