export { ActiveRuns } from './active-runs.js';
export { Artifacts, type ArtifactStat } from './artifacts.js';
export { CallBudget, type HoldRequest, type RunPayer } from './call-budget.js';
export {
  ACTIVE_RUN_STATUSES,
  AgentRun,
  isActive,
  RUN_STATUSES,
  type RunStatus,
} from './entities/agent-run.entity.js';
export { AgentTask, TASK_STATUSES, type TaskStatus } from './entities/agent-task.entity.js';
export { Artifact } from './entities/artifact.entity.js';
export { ProviderCall } from './entities/provider-call.entity.js';
export { EVENT_TYPES, type EventType, RunEvent } from './entities/run-event.entity.js';
export { failpoint } from './failpoints.js';
export { LeaseTerm, untilSure } from './lease-term.js';
export { type BriefEvent, RunEvents } from './run-events.js';
export { type ExecutionResult, type ParkedRun, RunExecutor } from './run-executor.js';
export { type OperatorAct, RunOperations } from './run-operations.js';
export {
  type CallReport,
  type RunReport,
  RunReports,
  type StuckRun,
  type TaskReport,
} from './run-reports.js';
export {
  type RunOutcome,
  RunSettlement,
  type SettledTask,
  terminalStatus,
  type TerminalRunStatus,
} from './run-outcome.js';
export { RunReconciler } from './run-reconciler.js';
export { runJob, type RunPayload } from './run.job.js';
export {
  type InitialFile,
  type NewRun,
  type RunCost,
  type RunProgressView,
  RunsService,
} from './runs.service.js';
export {
  RUN_ENTITIES,
  RunExecutionModule,
  RunOperationsModule,
  RunReconcilingModule,
  RunsModule,
} from './runs.module.js';
