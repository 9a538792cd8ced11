export type { AgentRecord, Blocks } from './brief-blocks.js';
export { type BriefWarning, notesOnInput, resolveInput } from './brief-input.js';
export {
  type AgentView,
  type BriefFile,
  type BriefPage,
  type BriefProgress,
  BriefReader,
  type BriefSummary,
  type BriefView,
  type ListPosition,
  type LogState,
  type VersionSummary,
} from './brief-reader.js';
export { BriefNotFoundError, GenerationRunningError } from './briefs.errors.js';
export { BRIEF_ENTITIES, BriefsModule } from './briefs.module.js';
export {
  type BriefDraft,
  type BriefOwner,
  BriefsService,
  type CancelledRun,
  type GenerateCommand,
  type StartedRun,
  type StartRequest,
} from './briefs.service.js';
export { BriefVersion } from './entities/brief-version.entity.js';
export { BRIEF_STATUSES, type BriefStatus, BusinessBriefRecord } from './entities/business-brief.entity.js';
