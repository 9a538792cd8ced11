import { CallDeadline } from '../http/call-deadline.js';
import { eventsOf, type StreamEvent } from '../http/event-stream.js';
import { AnswerTooLargeError, openExchange, type OpenAnswer, readWhole } from '../http/http-exchange.js';
import { VendorError } from '../vendor/vendor.errors.js';
import type { VendorReading, VendorRequest, VendorStream } from './vendor-request.js';

/** A silence of this length within a body that is not a stream ends the attempt. */
const BODY_IDLE_MS = 30_000;
/** What a finished stream still sends is taken in for so long, so that its connection can be used again. */
const STREAM_END_MS = 500;
/** Who had less time than this and was late does not prove that the vendor is ill. */
const FAIR_TIME_MS = 5_000;

/** Nothing was sent when the connection was not even made. */
const NOT_CONNECTED: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** How one request ended. */
export type AttemptEnd<T> =
  | { readonly reading: VendorReading<T> }
  | {
      readonly error: VendorError;
      /** What it cost, or may have cost where nobody can know. */
      readonly costMicroUsd: number;
      /** Counts against the vendor's health. */
      readonly isVendorIll: boolean;
    };

export interface AttemptOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one request and reads its answer. @throws only what the adapter's reading throws that is no VendorError */
export async function attempt<T>(
  request: VendorRequest<T>,
  { signal, timeoutMs, headers }: AttemptOptions,
): Promise<AttemptEnd<T>> {
  using deadline = new CallDeadline(signal, timeoutMs);
  let open: OpenAnswer | undefined;
  const lost = (cause: unknown): AttemptEnd<T> =>
    lostEnd(request, {
      cause,
      deadline,
      status: open?.status,
      hadFairTime: timeoutMs >= Math.min(request.account.timeoutMs, FAIR_TIME_MS),
    });
  const transport = new Transport();
  try {
    open = await transport.watch(
      openExchange(request.url, {
        method: request.method,
        headers: { ...request.headers, ...headers },
        body: request.body,
        deadline,
        firstByteMs: request.firstByteMs ?? timeoutMs,
        idleMs: request.stream?.idleMs ?? BODY_IDLE_MS,
        maxAnswerBytes: request.maxAnswerBytes,
      }),
    );
    const reading =
      request.stream !== undefined && isEventStream(open)
        ? await readStream(open, request.stream, { deadline, transport })
        : request.read(await transport.watch(readWhole(open)));
    return { reading };
  } catch (error) {
    if (transport.failure !== null) return lost(transport.failure.error);
    if (error instanceof VendorError) return answeredEnd(request, error, open?.status ?? 0);
    throw error;
  }
}

function isEventStream({ status, headers }: OpenAnswer): boolean {
  return status === 200 && /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
}

/** Tells what the network did from what an adapter made of it. */
class Transport {
  failure: { readonly error: unknown } | null = null;

  async watch<R>(work: Promise<R>): Promise<R> {
    try {
      return await work;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

async function readStream<T>(
  open: OpenAnswer,
  stream: VendorStream<T>,
  { deadline, transport }: { readonly deadline: CallDeadline; readonly transport: Transport },
): Promise<VendorReading<T>> {
  const events = eventsOf(open.body);
  // Without `return`, so that a reader who has enough does not close the connection.
  const handed: AsyncIterable<StreamEvent> = {
    [Symbol.asyncIterator]: () => ({ next: () => transport.watch(events.next()) }),
  };
  let reading: VendorReading<T>;
  try {
    reading = await stream.read(handed);
  } catch (error) {
    await events.return(undefined).catch(() => undefined);
    throw error;
  }
  await restOf(events, deadline);
  return reading;
}

/** Never throws: the answer is complete already. */
async function restOf(events: AsyncGenerator<StreamEvent>, deadline: CallDeadline): Promise<void> {
  const end = setTimeout(() => deadline.expectWithin(0), STREAM_END_MS);
  try {
    while (!(await events.next()).done);
  } catch {
    // The connection is gone; nothing of the answer is.
  } finally {
    clearTimeout(end);
  }
}

interface LostAttempt {
  readonly cause: unknown;
  readonly deadline: CallDeadline;
  readonly status: number | undefined;
  readonly hadFairTime: boolean;
}

/** The answer did not arrive, or not whole. */
function lostEnd<T>(
  { capability, identity, upperBoundMicroUsd }: VendorRequest<T>,
  { cause, deadline, status, hadFairTime }: LostAttempt,
): AttemptEnd<T> {
  const { provider } = identity;
  const isFree = isNotConnected(cause) || (status !== undefined && status >= 400);
  const costMicroUsd = isFree ? 0 : upperBoundMicroUsd;
  if (cause instanceof AnswerTooLargeError) {
    const message = `${provider}: ${cause.message}`;
    const error = new VendorError(capability, 'invalid_output', { message, reason: 'too_large' });
    return { error, costMicroUsd, isVendorIll: false };
  }
  const failure = deadline.endedBy ?? 'network';
  const error = new VendorError(capability, failure, { message: `${provider}: no answer`, cause });
  const isVendorIll = failure === 'network' || (failure === 'timed_out' && hadFairTime);
  return { error, costMicroUsd, isVendorIll };
}

/** The vendor answered, and the answer is no good. */
function answeredEnd<T>(request: VendorRequest<T>, error: VendorError, status: number): AttemptEnd<T> {
  const guessedMicroUsd = status >= 200 && status < 300 ? request.upperBoundMicroUsd : 0;
  return {
    error,
    costMicroUsd: error.costMicroUsd ?? guessedMicroUsd,
    isVendorIll: error.failure === 'unavailable' || error.failure === 'network',
  };
}

function isNotConnected(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && NOT_CONNECTED.includes(code);
}
