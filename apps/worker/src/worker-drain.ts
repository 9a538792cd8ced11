import { Draining } from '@genesis/health';
import { MetricsServer, type OperatorCall } from '@genesis/observability';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { PublishingProcessor } from './publishing.processor.js';
import { RunProcessor } from './run.processor.js';

/** `POST /operators/drain`: this worker takes no job any more and gives back what it carries, and stays up until it is told
 *  to end. Readiness says `draining`; there is no way back but a restart. */
@Injectable()
export class WorkerDrain implements OnModuleInit {
  private readonly logger = new Logger(WorkerDrain.name);

  constructor(
    private readonly server: MetricsServer,
    private readonly draining: Draining,
    private readonly runs: RunProcessor,
    private readonly publishing: PublishingProcessor,
  ) {}

  onModuleInit(): void {
    this.server.route({
      method: 'POST',
      path: '/operators/drain',
      audit: 'if_possible',
      answer: async (call) => ({ status: 200, body: await this.drain(call) }),
    });
  }

  private async drain({ remoteAddress }: OperatorCall) {
    const changed = !this.draining.isDraining;
    this.logger.log({ act: 'drain', remote_address: remoteAddress, changed }, 'operator acted');
    this.draining.begin();
    const [runs, publications] = await Promise.all([this.runs.drain(), this.publishing.drain()]);
    return { changed, runs: { ...runs }, publications: { ...publications } };
  }
}
