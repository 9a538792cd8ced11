import type { ServerResponse } from 'node:http';
import type { AnyBehaviour, TransportBehaviour } from './vendor-simulator-script.js';

/** What a route answers. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; text and bytes as they are; a list of texts one piece after the other (a stream). */
  readonly body: object | string | Buffer | readonly string[] | null;
}

const HUGE_BODY_BYTES = 6 * 1024 * 1024;
const PIECES_OF_A_BODY = 2;

/** Deforms a proper answer as far as every vendor's can be. */
export function deformed(answer: SimulatedAnswer, behaviour: TransportBehaviour | null): SimulatedAnswer {
  switch (behaviour?.kind) {
    case 'broken_envelope':
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html><body>Bad gateway</body></html>',
      };
    case 'broken_json': {
      const { headers, bytes } = writable(answer);
      return { ...answer, headers, body: bytes.subarray(0, Math.max(1, Math.floor(bytes.length / 2))) };
    }
    case 'wrong_schema':
      return { status: 200, body: { unexpected: true } };
    case 'huge_body':
      return { status: 200, body: { filler: 'x'.repeat(HUGE_BODY_BYTES) } };
    case 'answer':
      return { status: behaviour.status, body: behaviour.body as object };
    default:
      return answer;
  }
}

/** Sends an answer the way the behaviour asks: whole, cut, stalled in the middle, or in drips. */
export async function deliver(
  response: ServerResponse,
  answer: SimulatedAnswer,
  delivery: {
    readonly behaviour: AnyBehaviour | null;
    /** Waits; false when nobody waits for the answer any more. */
    readonly pause: (ms: number) => Promise<boolean>;
    /** Time between two pieces of a stream. */
    readonly pieceEveryMs: number;
  },
): Promise<void> {
  const { behaviour, pause } = delivery;
  const isDrip = isSlowDrip(behaviour);
  const isHalf = behaviour?.kind === 'stall_in_body' || behaviour?.kind === 'cut_in_body';
  if (!isStream(answer.body) && !isDrip && !isHalf) {
    const { headers, bytes } = writable(answer);
    response.writeHead(answer.status, { 'content-length': bytes.length, ...headers }).end(bytes);
    return;
  }

  const { headers, pieces } = inPieces(answer, isDrip ? behaviour.pieces : PIECES_OF_A_BODY);
  response.writeHead(answer.status, headers);
  const sent = isHalf ? pieces.slice(0, Math.max(1, Math.floor(pieces.length / 2))) : pieces;
  for (const piece of sent) {
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    if (!(await pause(isDrip ? behaviour.everyMs : delivery.pieceEveryMs))) return;
  }
  if (behaviour?.kind === 'cut_in_body') response.destroy();
  if (!isHalf) response.end();
}

function isSlowDrip(
  behaviour: AnyBehaviour | null,
): behaviour is Extract<TransportBehaviour, { kind: 'slow_drip' }> {
  return behaviour?.kind === 'slow_drip';
}

function isStream(body: SimulatedAnswer['body']): body is readonly string[] {
  return Array.isArray(body);
}

interface Pieces {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly pieces: readonly (string | Buffer)[];
}

function inPieces(answer: SimulatedAnswer, count: number): Pieces {
  if (isStream(answer.body)) {
    return { headers: { 'content-type': 'text/event-stream', ...answer.headers }, pieces: answer.body };
  }
  const { headers, bytes } = writable(answer);
  const size = Math.max(1, Math.ceil(bytes.length / count));
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  return { headers: { 'content-length': bytes.length, ...headers }, pieces };
}

function writable({ body, headers = {} }: SimulatedAnswer): {
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
} {
  if (body === null) return { headers, bytes: Buffer.alloc(0) };
  if (Buffer.isBuffer(body)) return { headers, bytes: body };
  if (typeof body === 'string') return { headers, bytes: Buffer.from(body) };
  const text = isStream(body) ? body.join('') : JSON.stringify(body);
  return { headers: { 'content-type': 'application/json', ...headers }, bytes: Buffer.from(text) };
}
