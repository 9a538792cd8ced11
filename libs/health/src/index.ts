export { Draining } from './draining.js';
export { HealthDetails } from './health-details.js';
export { HealthModule, type HealthModuleOptions } from './health.module.js';
export { type HealthReport, healthReport } from './health-report.js';
export { Liveness, type LivenessReport } from './liveness.js';
export { runService, type ServiceProcessOptions } from './process-lifecycle.js';
export {
  DEPENDENCIES,
  type Dependency,
  type DependencyReport,
  Readiness,
  type ReadinessReport,
} from './readiness.js';
export { EventLoopWatchdog } from './event-loop-watchdog.js';
export { StartUp, type StartUpReport } from './start-up.js';
export { logSettings } from './start/log-settings.js';
export { settingsOrExit } from './start/settings-or-exit.js';
export { StartError } from './start/start-errors.js';
export { untilDatabaseAnswers, untilStoresAnswer } from './start/until-stores-answer.js';
