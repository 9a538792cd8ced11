import type { FastifyReply } from 'fastify';

/** Aborts when the caller is gone before it has its answer: nobody pays, or asks others, for a reader who has left. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  // Gone before we could listen.
  if (reply.raw.destroyed) gone.abort();
  return gone.signal;
}
