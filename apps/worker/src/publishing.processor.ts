import { PublishingSettings, RunSettings } from '@genesis/config';
import { ActivePublications, publicationJob, PublicationRunner } from '@genesis/publishing';
import { Processor } from '@nestjs/bullmq';
import { type Delivered, ROW_WORKER_OPTIONS, RowProcessor } from './row.processor.js';

/** Delivers publication jobs to the runner. */
@Processor(publicationJob.queue, ROW_WORKER_OPTIONS)
export class PublishingProcessor extends RowProcessor {
  constructor(
    private readonly runner: PublicationRunner,
    active: ActivePublications,
    { shutdownGraceMs: graceMs }: RunSettings,
    { concurrency }: PublishingSettings,
  ) {
    super({ active, concurrency, graceMs });
  }

  protected override async deliver(payload: unknown): Promise<Delivered> {
    const { publicationId } = publicationJob.payload.parse(payload);
    const result = await this.runner.execute(publicationId);
    return result === 'handed_back' || result === 'postponed' ? result : 'done';
  }
}
