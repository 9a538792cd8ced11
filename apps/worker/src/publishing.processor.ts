import { PublishingSettings, RunSettings } from '@genesis/config';
import {
  ActivePublications,
  publicationJob,
  type PublicationPayload,
  PublicationRunner,
} from '@genesis/publishing';
import { Processor } from '@nestjs/bullmq';
import { type Delivered, ROW_WORKER_OPTIONS, RowProcessor } from './row.processor.js';

/** Delivers publication jobs to the runner. */
@Processor(publicationJob.queue, ROW_WORKER_OPTIONS)
export class PublishingProcessor extends RowProcessor<PublicationPayload> {
  constructor(
    private readonly runner: PublicationRunner,
    active: ActivePublications,
    { shutdownGraceMs: graceMs }: RunSettings,
    { concurrency }: PublishingSettings,
  ) {
    super({ job: publicationJob, active, concurrency, graceMs });
  }

  protected override async deliver({ publicationId }: PublicationPayload): Promise<Delivered> {
    const result = await this.runner.execute(publicationId);
    return result === 'handed_back' || result === 'postponed' ? result : 'done';
  }
}
