import type { FastifyReply } from 'fastify';

export const EVENT_STREAM = 'text/event-stream';

/** True when the caller wants events rather than JSON; the answer then says that it depends on that. */
export function negotiatesEventStream(accept: string | undefined, reply: FastifyReply): boolean {
  addVary(reply, 'Accept');
  return prefersEventStream(accept);
}

/** By Accept (RFC 9110, section 12.5.1). A stream is for those who name it: a wildcard means JSON. */
export function prefersEventStream(accept = ''): boolean {
  const qualities = new Map(accept.toLowerCase().split(',').map(readRange));
  const stream = qualities.get(EVENT_STREAM) ?? 0;
  const json =
    qualities.get('application/json') ?? qualities.get('application/*') ?? qualities.get('*/*') ?? 0;
  return stream > 0 && stream >= json;
}

function readRange(range: string): [type: string, quality: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const number = quality === undefined ? 1 : Number(quality);
  return [type, Number.isFinite(number) ? number : 0];
}

/** Beside what stands there already: the CORS plugin has its own. */
function addVary(reply: FastifyReply, name: string): void {
  const before = reply.getHeader('vary');
  reply.header('vary', before === undefined ? name : `${String(before)}, ${name}`);
}
