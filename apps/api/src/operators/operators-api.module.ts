import { BriefsModule } from '@genesis/briefs';
import { IdentityModule } from '@genesis/identity';
import { PublishingModule } from '@genesis/publishing';
import { RunOperationsModule, RunsModule } from '@genesis/runs';
import { Module } from '@nestjs/common';
import { AccountOperations } from './account-operations.js';
import { AuditReading } from './audit-reading.js';
import { FailedRunRetry } from './failed-run-retry.js';
import { OperatorsApi } from './operators-api.js';

/** Operators, on the metrics listener: no controller, so that nothing of it can be on the public one. */
@Module({
  imports: [BriefsModule, IdentityModule, PublishingModule, RunOperationsModule, RunsModule],
  providers: [AccountOperations, AuditReading, FailedRunRetry, OperatorsApi],
})
export class OperatorsApiModule {}
