import { BriefNotFoundError, BriefReader, type StartedRun } from '@genesis/briefs';
import { Draining } from '@genesis/health';
import { RunEvents } from '@genesis/runs';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { appliedWait, type Preferences } from './preferences.js';
import { Wakeup } from './wakeup.js';

export interface AwaitedRun {
  readonly briefId: string;
  readonly ownerId: string;
  readonly runId: string;
}

export interface WaitingCall {
  readonly preferences: Preferences;
  readonly reply: FastifyReply;
  /** On the clock of `performance.now()`: what went by before the run began is part of the wait. */
  readonly calledAtMs: number;
}

/** Clients of the former service know no answer but the finished brief. DigitalCloud360's hangs up after 65 seconds: the
 *  answer must be there before, the time on the way included. */
const USUAL_WAIT_MS = 62_000;

/** A signal may be lost: the row is looked at now and then. */
const POLL_MS = 5_000;

/** Holds an answer back until a run has ended. Who waits holds no connection to a store: a listener and a timer. */
@Injectable()
export class RunWaiter {
  constructor(
    private readonly reader: BriefReader,
    private readonly events: RunEvents,
    private readonly draining: Draining,
  ) {}

  /** Waits as the caller prefers, about a minute where it does not say, and tells in the headers what was done.
   *  @returns as `hasEnded` */
  async hasEndedInTime(run: StartedRun, ownerId: string, call: WaitingCall): Promise<boolean> {
    const { preferences, reply, calledAtMs } = call;
    const { waitMs: askedMs, isAsync } = preferences;
    if (run.isReplay) reply.header('idempotent-replayed', 'true');
    if (askedMs !== null) reply.header('preference-applied', appliedWait(askedMs));
    const waitMs = askedMs ?? (isAsync ? 0 : USUAL_WAIT_MS);
    const leftMs = Math.max(0, waitMs - (performance.now() - calledAtMs));
    return this.hasEnded({ briefId: run.briefId, runId: run.runId, ownerId }, leftMs, reply);
  }

  /** @returns false when the time is up, the client is gone or the process drains; nothing is cancelled by that. */
  async hasEnded(run: AwaitedRun, waitMs: number, reply: FastifyReply): Promise<boolean> {
    const untilMs = performance.now() + waitMs;
    const gone = new AbortController();
    const onClose = () => {
      gone.abort();
    };
    reply.raw.once('close', onClose);
    // Gone before we could listen.
    if (reply.raw.destroyed) onClose();
    const wakeup = new Wakeup(gone.signal, this.draining.signal);
    const stopListening = this.events.listen(run.briefId, wakeup.call);
    try {
      while (await this.isActive(run)) {
        const leftMs = untilMs - performance.now();
        if (leftMs <= 0 || wakeup.isAborted) return false;
        await wakeup.within(Math.min(leftMs, POLL_MS));
      }
      return true;
    } finally {
      stopListening();
      wakeup.close();
      reply.raw.off('close', onClose);
    }
  }

  private async isActive({ briefId, ownerId, runId }: AwaitedRun): Promise<boolean> {
    try {
      return (await this.reader.logState(briefId, ownerId)).activeRunId === runId;
    } catch (error) {
      // Deleted while somebody waited for it: whoever reads it now says so.
      if (error instanceof BriefNotFoundError) return false;
      throw error;
    }
  }
}
