import { HealthDetails } from '@genesis/health';
import { ProviderRegistry, reportProviders } from '@genesis/integrations';
import { ActivePublications } from '@genesis/publishing';
import { ActiveRuns } from '@genesis/runs';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** What a worker alone knows, for `/health/detailed`. */
@Injectable()
export class WorkerDetails implements OnModuleInit {
  constructor(
    private readonly details: HealthDetails,
    private readonly runs: ActiveRuns,
    private readonly publications: ActivePublications,
    private readonly registry: ProviderRegistry,
  ) {}

  onModuleInit(): void {
    this.details.add('at_work', () => ({ runs: this.runs.count, publications: this.publications.count }));
    // Breakers and last outcomes are each process's own.
    this.details.add('providers', () => reportProviders(this.registry));
  }
}
