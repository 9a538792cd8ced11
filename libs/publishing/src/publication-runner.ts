import { setTimeout as sleep } from 'node:timers/promises';
import { LeftWebsites } from '@genesis/briefs';
import { FaultSettings, PublishingSettings } from '@genesis/config';
import { isTransient } from '@genesis/database';
import { type HostedSite, HostingPlatform, type SiteToPublish, VendorError } from '@genesis/integrations';
import { AppError, type JsonObject } from '@genesis/kernel';
import { inSpan, RequestContext } from '@genesis/observability';
import { messageAttributes, Signals } from '@genesis/queue';
import { failpoint } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { ActivePublications } from './active-publications.js';
import { type ClaimedPublication, PublicationStore } from './publication-store.js';
import { PUBLICATION_TOPIC, publicationJob } from './publication.job.js';
import { type PublicationEnd, PublishingMetrics } from './publishing-metrics.js';
import { PublicationAbort, PublicationLeaseLostError } from './publishing.errors.js';
import { SiteSource } from './site-source.js';

/** `postponed`: the database could not say whether there is something to do, so the job should come again. */
export type PublicationResult = 'finished' | 'nothing_to_do' | 'handed_back' | 'lease_lost' | 'postponed';

const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const STORE_AGAIN_MS = 250;
/** A publication that has taken so many workers with it is not given another one. */
const MOST_CRASHES = 3;

/** Kinds of failure that pass by themselves. */
const PASSING: readonly AppError['kind'][] = ['upstream_unavailable', 'timeout', 'rate_limited'];

/** A claimed publication on its way. */
interface Carried {
  readonly publication: ClaimedPublication;
  readonly site: SiteToPublish;
  readonly signal: AbortSignal;
  readonly endsAtMs: number;
}

/** Publishes one claimed version. However often it is tried, by whomever, the platform has one website in the end: before
 *  a try that may be a repetition the platform is asked whether the website is there. */
@Injectable()
export class PublicationRunner {
  private readonly logger = new Logger(PublicationRunner.name);

  constructor(
    private readonly store: PublicationStore,
    private readonly active: ActivePublications,
    private readonly source: SiteSource,
    private readonly hosting: HostingPlatform,
    private readonly left: LeftWebsites,
    private readonly signals: Signals,
    private readonly context: RequestContext,
    private readonly metrics: PublishingMetrics,
    private readonly settings: PublishingSettings,
    private readonly faults: FaultSettings,
  ) {}

  /** Claims the publication and carries it to its end, unless it is not there to be taken or is taken away.
   *  Safe to call for the same one any number of times, at once included. */
  async execute(publicationId: string): Promise<PublicationResult> {
    const askedAtMs = performance.now();
    let claimed: ClaimedPublication | null;
    try {
      claimed = await this.store.claim(publicationId);
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.logger.warn({ publication_id: publicationId, error: String(error) }, 'publication not claimed');
      return 'postponed';
    }
    if (!claimed) return 'nothing_to_do';
    const publication = claimed;
    return this.context.runWith({ requestId: publication.requestId ?? publication.id }, () =>
      this.traced(publication, askedAtMs),
    );
  }

  /** Below the request that asked for it; where the job was lost and made anew, in a trace of its own. */
  private traced(publication: ClaimedPublication, askedAtMs: number): Promise<PublicationResult> {
    const { queue } = publicationJob;
    const attributes = {
      ...messageAttributes(queue, 'process'),
      'genesis.publication_id': publication.id,
      'genesis.brief_id': publication.briefId,
      'genesis.brief_version': publication.version,
      'genesis.claim': publication.fence,
    };
    return inSpan(`process ${queue}`, { kind: SpanKind.CONSUMER, attributes }, async (span) => {
      const result = await this.carry(publication, askedAtMs);
      span.setAttribute('genesis.result', result);
      return result;
    });
  }

  private async carry(publication: ClaimedPublication, askedAtMs: number): Promise<PublicationResult> {
    const signal = this.active.hold(publication, askedAtMs);
    const { timeoutMs } = this.settings;
    const claimedAtMs = performance.now();
    const timer = setTimeout(() => this.active.abort(publication.id, 'timeout'), timeoutMs);
    let site: HostedSite | null = null;
    try {
      const ended = await this.outcome(publication, signal);
      if ('site' in ended) site = ended.site;
      await this.stored(signal, () =>
        'site' in ended
          ? this.store.succeed(publication, this.hosting.describe().provider, ended.site)
          : this.store.fail(publication, ended.error),
      );
      this.tellOfEnd(publication, 'site' in ended ? 'published' : 'failed', performance.now() - claimedAtMs);
      this.signals.send(PUBLICATION_TOPIC, publication.id);
      return 'finished';
    } catch (error) {
      const result = await this.stopped(publication, error);
      // Its brief may have been deleted while the platform was asked.
      if (result === 'lease_lost') await this.left.clearAfter(publication, site);
      return result;
    } finally {
      clearTimeout(timer);
      this.active.release(publication);
    }
  }

  private tellOfEnd(publication: ClaimedPublication, status: PublicationEnd, durationMs: number): void {
    this.metrics.publicationEnded(status, durationMs / 1_000);
    this.logger.log(
      {
        publication_id: publication.id,
        provider: this.hosting.describe().provider,
        status,
        duration_ms: Math.round(durationMs),
        attempt: publication.fence,
      },
      'publication finished',
    );
  }

  /** @throws PublicationLeaseLostError, PublicationAbort, and what is a defect of ours */
  private async outcome(
    publication: ClaimedPublication,
    signal: AbortSignal,
  ): Promise<{ readonly site: HostedSite } | { readonly error: JsonObject }> {
    if (publication.crashCount >= MOST_CRASHES) {
      return { error: { code: 'PUBLICATION_CRASHED', kind: 'internal' } };
    }
    try {
      const site = await this.source.load(publication);
      const endsAtMs = performance.now() + this.settings.timeoutMs;
      const hosted = await this.published({ publication, site, signal, endsAtMs });
      return { site: hosted };
    } catch (error) {
      const isTimeout = signal.reason instanceof PublicationAbort && signal.reason.reason === 'timeout';
      if (signal.aborted && !isTimeout) throw signal.reason;
      const told = isTimeout ? new AppError({ code: 'PUBLICATION_TIMEOUT', kind: 'timeout' }) : error;
      if (told instanceof PublicationLeaseLostError || !(told instanceof AppError)) throw told;
      this.logger.warn({ publication_id: publication.id, err: error }, 'website not published');
      return { error: recorded(told) };
    }
  }

  /** Tries until it is there, or it is clear that it will not be. */
  private async published(carried: Carried): Promise<HostedSite> {
    for (let tries = 1; ; tries += 1) {
      carried.signal.throwIfAborted();
      try {
        return await this.publishOnce(carried, tries);
      } catch (error) {
        const pauseMs = tries < MOST_TRIES ? pauseAfter(error, tries) : null;
        if (pauseMs === null || carried.signal.aborted) throw error;
        await sleep(pauseMs, undefined, { signal: carried.signal });
      }
    }
  }

  private async publishOnce(carried: Carried, tries: number): Promise<HostedSite> {
    const { publication } = carried;
    const { hostedAt, attempts, fence } = publication;
    const isHostedHere = hostedAt?.provider === this.hosting.describe().provider;
    const changed = isHostedHere ? await this.updateIfThere(carried, hostedAt.siteId, tries) : null;
    if (changed) return changed;
    const mayBeRepetition = isHostedHere || tries > 1 || attempts > 0 || fence > 1;
    const found = mayBeRepetition ? await this.find(carried, tries) : null;
    const there = found ?? (await this.create(carried, tries));
    // What was there already may show another version, and a platform need not say which.
    const shown = there.reference ?? (found === null ? publication.reference : null);
    return shown === publication.reference ? there : this.update(carried, there.id, tries);
  }

  /** Null where the platform has lost the website: then it is made anew. */
  private async updateIfThere(carried: Carried, siteId: string, tries: number): Promise<HostedSite | null> {
    try {
      return await this.update(carried, siteId, tries);
    } catch (error) {
      if (error instanceof VendorError && error.failure === 'not_found') return null;
      throw error;
    }
  }

  private async find({ site, ...carried }: Carried, tries: number): Promise<HostedSite | null> {
    return this.hosting.find(site, this.callOptions(carried, `find-${tries}`));
  }

  private async create({ site, ...carried }: Carried, tries: number): Promise<HostedSite> {
    await this.store.noteRequest(carried.publication);
    await failpoint(this.faults, 'publishing:before-request');
    const created = await this.hosting.create(site, this.callOptions(carried, `create-${tries}`));
    await failpoint(this.faults, 'publishing:after-request');
    return created;
  }

  private async update(carried: Carried, siteId: string, tries: number): Promise<HostedSite> {
    const { site, publication } = carried;
    await this.store.noteRequest(publication);
    await failpoint(this.faults, 'publishing:before-request');
    const updated = await this.hosting.update(siteId, site, this.callOptions(carried, `update-${tries}`));
    await failpoint(this.faults, 'publishing:after-request');
    return updated;
  }

  private callOptions({ publication, signal, endsAtMs }: Omit<Carried, 'site'>, act: string) {
    return {
      signal,
      callKey: `publication:${publication.id}:${publication.fence}:${act}`,
      deadlineMs: Math.max(1, endsAtMs - performance.now()),
      requestId: publication.requestId ?? undefined,
      tenant: publication.dc360UserId ?? publication.briefId,
      untilMaySend: () => this.active.untilHeld(publication, signal),
    };
  }

  /** Writes until the database takes it, or the lease is gone: then whoever claims next finds the website. */
  private async stored(signal: AbortSignal, write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        this.logger.warn({ error: String(error) }, 'the end of a publication is not stored yet');
        if (isLost(signal)) throw signal.reason;
        await sleep(STORE_AGAIN_MS);
      }
    }
  }

  private async stopped(publication: ClaimedPublication, error: unknown): Promise<PublicationResult> {
    if (error instanceof PublicationLeaseLostError) return 'lease_lost';
    if (!(error instanceof PublicationAbort)) throw error;
    if (error.reason !== 'drain') return 'lease_lost';
    await this.store.handBack(publication).catch((cause: unknown) => {
      this.logger.warn({ error: String(cause) }, 'publication not handed back, its lease will run out');
    });
    return 'handed_back';
  }
}

function isLost(signal: AbortSignal): boolean {
  return signal.reason instanceof PublicationAbort && signal.reason.reason !== 'timeout';
}

/** Milliseconds until the next try; null when there is no sense in one. */
function pauseAfter(error: unknown, tries: number): number | null {
  if (!(error instanceof AppError) || !mayPass(error)) return null;
  const wishedMs = error.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
  return wishedMs > LONGEST_PAUSE_MS ? null : wishedMs * (1 + Math.random() / 4);
}

function mayPass(error: AppError): boolean {
  if (!(error instanceof VendorError)) return PASSING.includes(error.kind);
  // A breaker that is open stays so for longer than anybody waits here.
  if (error.failure === 'breaker_open') return false;
  // An answer that cannot be read may stand for a website: only asking tells.
  return error.failure === 'invalid_output' || PASSING.includes(error.kind);
}

function recorded({ code, kind, details, retryAfterMs }: AppError): JsonObject {
  return {
    code,
    kind,
    ...(details !== undefined && { details }),
    ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
  };
}
