export { Draining } from './draining.js';
export { HealthModule, type HealthModuleOptions } from './health.module.js';
export { type HealthReport, healthReport } from './health-report.js';
export { Liveness, type LivenessReport } from './liveness.js';
export { type ProcessLifecycleOptions, watchProcess } from './process-lifecycle.js';
export {
  DEPENDENCIES,
  type Dependency,
  type DependencyReport,
  Readiness,
  type ReadinessReport,
} from './readiness.js';
