import { BriefExpiredError, BriefNotFoundError, BriefReader, type LogState } from '@genesis/briefs';
import { HttpSettings } from '@genesis/config';
import { Draining } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { type BriefEvent, RunEvents } from '@genesis/runs';
import { Injectable } from '@nestjs/common';
import { toEvent } from './brief-presenter.js';
import { Wakeup } from './wakeup.js';

export interface StreamRequest {
  readonly briefId: string;
  readonly ownerId: string;
  /** Number of the last event that the client has; null when it named one that is no number. */
  readonly after: number | null;
  /** Whether the caller would still be let in: a stream outlives the check at its beginning. */
  readonly mayRead: () => Promise<boolean>;
  /** Aborts when the client is gone, which cancels nothing but this stream. */
  readonly signal: AbortSignal;
}

/** One person has as many streams open here as one may have. */
export class TooManyStreams extends AppError {
  constructor(limit: number) {
    super({
      code: 'RATE_LIMITED',
      kind: 'rate_limited',
      message: 'over the limit of open event streams',
      details: { policy: 'event-streams', limit },
      retryAfterMs: TOO_MANY_RETRY_MS,
    });
  }
}

/** One of them may have ended by then. */
const TOO_MANY_RETRY_MS = 5_000;
const PAGE = 100;
const POLL_MS = 5_000;
const HEARTBEAT_MS = 15_000;
/** How long a stream goes on after its caller was shut out: less than the 60 s that are promised. */
const STILL_IN_MS = 30_000;
/** How long a browser waits before it connects again. */
const RECONNECT_MS = 3_000;

/** A brief's log as server-sent events: what is stored, then what comes, until the run that was active has ended.
 *  Rows are the source; a signal only says when to look, and a poll looks anyway. Nothing is read ahead of the client.
 *  Source: HTML Standard, server-sent events. */
@Injectable()
export class EventStreams {
  /** Open streams by whose they are; nobody has none. */
  private readonly open = new Map<string, number>();

  constructor(
    private readonly reader: BriefReader,
    private readonly events: RunEvents,
    private readonly draining: Draining,
    private readonly metrics: Metrics,
    private readonly settings: HttpSettings,
  ) {}

  /** The frames of a stream. It also ends when the process drains: the client goes on elsewhere, after the last id
   *  that it has seen. @throws BriefNotFoundError, TooManyStreams before the first frame */
  async stream(request: StreamRequest): Promise<AsyncGenerator<string>> {
    const state = await this.reader.logState(request.briefId, request.ownerId);
    const leave = this.enter(request);
    return this.frames(request, state, leave);
  }

  /** Counts a stream. @returns what takes it from the count, once however often it is called; so does the client's leaving,
   *  for frames that nobody has begun to read never end. @throws TooManyStreams */
  private enter({ ownerId, signal }: StreamRequest): () => void {
    const { streamsPerPerson } = this.settings;
    const count = this.open.get(ownerId) ?? 0;
    if (count >= streamsPerPerson) throw new TooManyStreams(streamsPerPerson);
    // Gone already: nothing would say so again.
    if (signal.aborted) return () => undefined;
    this.open.set(ownerId, count + 1);
    let isIn = true;
    const leave = () => {
      if (!isIn) return;
      isIn = false;
      signal.removeEventListener('abort', leave);
      const left = (this.open.get(ownerId) ?? 1) - 1;
      if (left === 0) this.open.delete(ownerId);
      else this.open.set(ownerId, left);
    };
    signal.addEventListener('abort', leave);
    return leave;
  }

  private async *frames(request: StreamRequest, state: LogState, leave: () => void): AsyncGenerator<string> {
    const wakeup = new Wakeup(request.signal, this.draining.signal);
    const stopListening = this.events.listen(request.briefId, () => {
      wakeup.call();
    });
    this.metrics.eventStreamOpened();
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      const isKnown = isKnownCursor(request.after, state);
      if (!isKnown) yield resyncFrame(state);
      yield* this.follow(request, { wakeup, after: isKnown ? request.after : 0, runId: state.activeRunId });
    } finally {
      leave();
      this.metrics.eventStreamClosed();
      stopListening();
      wakeup.close();
    }
  }

  private async *follow(
    { briefId, ownerId, mayRead }: StreamRequest,
    from: { wakeup: Wakeup; after: number; runId: string | null },
  ): AsyncGenerator<string> {
    const { wakeup } = from;
    let { after, runId } = from;
    let lastFrameAt = performance.now();
    let letInAt = lastFrameAt;
    while (!wakeup.isAborted) {
      if (performance.now() - letInAt >= STILL_IN_MS) {
        if (!(await mayRead())) return;
        letInAt = performance.now();
      }
      const page = await this.events.list(briefId, after, PAGE);
      for (const event of page) {
        yield eventFrame(event);
        after = event.id;
        lastFrameAt = performance.now();
        if (event.type === 'run.finished' && event.runId === runId) return;
      }
      if (page.length === PAGE) continue;
      if (runId === null) return;
      await wakeup.within(POLL_MS);
      if (performance.now() - lastFrameAt < HEARTBEAT_MS) continue;
      yield ': still here\n\n';
      lastFrameAt = performance.now();
      // The run may be gone with its brief: then nobody will ever write the event that ends this stream.
      if ((await this.activeRunId(briefId, ownerId)) !== runId) runId = null;
    }
  }

  private async activeRunId(briefId: string, ownerId: string): Promise<string | null> {
    try {
      return (await this.reader.logState(briefId, ownerId)).activeRunId;
    } catch (error) {
      if (error instanceof BriefNotFoundError || error instanceof BriefExpiredError) return null;
      throw error;
    }
  }
}

/** A cursor is known when every event after it can still be given. */
function isKnownCursor(after: number | null, { firstEventId, lastEventId }: LogState): after is number {
  return after !== null && after <= lastEventId && after >= (firstEventId ?? lastEventId + 1) - 1;
}

function eventFrame(event: BriefEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(toEvent(event))}\n\n`;
}

/** Forget what you have: everything that is kept follows, from the beginning. */
function resyncFrame({ lastEventId }: LogState): string {
  return `event: resync\ndata: ${JSON.stringify({ last: lastEventId })}\n\n`;
}
