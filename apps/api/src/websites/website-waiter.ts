import { Draining } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { PUBLICATION_TOPIC, WebsitesService, type WebsiteView } from '@genesis/publishing';
import { Signals } from '@genesis/queue';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Wakeup } from '../briefs/wakeup.js';

/** A signal may be lost: the row is looked at now and then. */
const POLL_MS = 1_000;

/** Holds an answer back until a publication has ended. Who waits holds no connection to a store. */
@Injectable()
export class WebsiteWaiter {
  constructor(
    private readonly websites: WebsitesService,
    private readonly signals: Signals,
    private readonly draining: Draining,
  ) {}

  /** @returns where the publication stands when it has ended, the time is up, the client is gone or the process drains.
   *  @throws AppError NOT_FOUND when its brief was deleted meanwhile */
  async ended(publicationId: string, waitMs: number, reply: FastifyReply): Promise<WebsiteView> {
    const untilMs = performance.now() + waitMs;
    const gone = new AbortController();
    const onClose = () => {
      gone.abort();
    };
    reply.raw.once('close', onClose);
    const wakeup = new Wakeup(gone.signal, this.draining.signal);
    const stopListening = this.signals.listen(PUBLICATION_TOPIC, (id) => {
      if (id === publicationId || id === '') wakeup.call();
    });
    try {
      for (;;) {
        const view = await this.websites.ofPublication(publicationId);
        if (view === null) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
        const leftMs = untilMs - performance.now();
        if (!isMoving(view) || leftMs <= 0 || wakeup.isAborted) return view;
        await wakeup.within(Math.min(leftMs, POLL_MS));
      }
    } finally {
      stopListening();
      wakeup.close();
      reply.raw.off('close', onClose);
    }
  }
}

export function isMoving(
  view: WebsiteView,
): view is WebsiteView & { readonly status: 'queued' | 'publishing' } {
  return view.status === 'queued' || view.status === 'publishing';
}
