import { AgentsModule } from '@genesis/agents';
import { AssetsModule } from '@genesis/assets';
import { IntegrationsModule } from '@genesis/integrations';
import { ArtifactSource, RedisVfsModule } from '@genesis/redis-vfs';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActiveRuns } from './active-runs.js';
import { Artifacts } from './artifacts.js';
import { CallJournal } from './call-journal.js';
import { AgentRun } from './entities/agent-run.entity.js';
import { AgentTask } from './entities/agent-task.entity.js';
import { Artifact } from './entities/artifact.entity.js';
import { ProviderCall } from './entities/provider-call.entity.js';
import { RunEvent } from './entities/run-event.entity.js';
import { RunAdmission } from './run-admission.js';
import { RunEnding } from './run-ending.js';
import { RunEvents } from './run-events.js';
import { RunMetrics } from './run-metrics.js';
import { RunOperations } from './run-operations.js';
import { RunReports } from './run-reports.js';
import { RunExecutor } from './run-executor.js';
import { RunLeases } from './run-leases.js';
import { RunReconciler } from './run-reconciler.js';
import { RunRetention } from './run-retention.js';
import { RunStore } from './run-store.js';
import { RunsService } from './runs.service.js';
import { TaskRunner } from './task-runner.js';

/** Entities of this lib, for the migration command. */
export const RUN_ENTITIES = [AgentRun, AgentTask, ProviderCall, RunEvent, Artifact] as const;

/** Starting, cancelling and reading runs. Needs a `RunSettlement` from a global module. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([...RUN_ENTITIES])],
  providers: [
    RunLeases,
    RunStore,
    RunAdmission,
    RunEnding,
    RunsService,
    RunEvents,
    Artifacts,
    { provide: ArtifactSource, useExisting: Artifacts },
  ],
  exports: [RunLeases, RunStore, RunAdmission, RunEnding, RunsService, RunEvents, Artifacts, ArtifactSource],
})
export class RunsModule {}

/** Looking into runs and helping them, for operators. */
@Module({
  imports: [RunsModule],
  providers: [RunOperations, RunReports],
  exports: [RunOperations, RunReports],
})
export class RunOperationsModule {}

/** Executing runs: the worker's part. */
@Module({
  imports: [RunsModule, AgentsModule, AssetsModule, IntegrationsModule, RedisVfsModule],
  providers: [ActiveRuns, CallJournal, TaskRunner, RunExecutor, RunMetrics],
  exports: [ActiveRuns, RunExecutor],
})
export class RunExecutionModule {}

/** Looking after the runs that nobody carries, and those that are long over: a worker's part, not that of a process that carries one run. */
@Module({
  imports: [RunExecutionModule],
  providers: [RunReconciler, RunRetention],
  exports: [RunReconciler],
})
export class RunReconcilingModule {}
