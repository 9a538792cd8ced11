import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenReceivedRequest } from './vendor-simulator-ledger.js';
import type { TransportBehaviour } from './vendor-simulator-script.js';
import type { SimulatedProblem } from './vendor-simulator-wire.js';

/** Notes in the ledger how the exchange ended; the signal aborts when the client closed the connection first. */
export function watch(response: ServerResponse, entry: OpenReceivedRequest): AbortSignal {
  const gone = new AbortController();
  response.once('finish', () => {
    entry.finishedAt = Date.now();
  });
  response.once('close', () => {
    if (entry.finishedAt !== null) return;
    entry.abortedAt = Date.now();
    gone.abort();
  });
  return gone.signal;
}

/** What a behaviour answers instead; null when it answers in its own way. */
export function problemOf(behaviour: TransportBehaviour | null): SimulatedProblem | null {
  switch (behaviour?.kind) {
    case 'rate_limited':
      return { reason: 'rate_limited', status: 429, message: 'Rate limit reached.' };
    case 'quota_exhausted':
      return { reason: 'quota_exhausted', status: 429, message: 'You exceeded your current quota.' };
    case 'status':
      return {
        reason: 'failure',
        status: behaviour.status,
        message: behaviour.message ?? 'Simulated failure.',
      };
    default:
      return null;
  }
}

export function retryAfterOf(behaviour: TransportBehaviour | null): Record<string, string> {
  const asked = behaviour !== null && 'retryAfter' in behaviour ? behaviour.retryAfter : undefined;
  return asked === undefined ? {} : { 'retry-after': asked };
}

export function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** The body as JSON, or as text; null when there is none, undefined when it is too large. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (bytes === 0) return null;
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
