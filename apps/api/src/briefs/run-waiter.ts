import { BriefNotFoundError, BriefReader } from '@genesis/briefs';
import { Draining } from '@genesis/health';
import { RunEvents } from '@genesis/runs';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Wakeup } from './wakeup.js';

export interface AwaitedRun {
  readonly briefId: string;
  readonly ownerId: string;
  readonly runId: string;
}

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
