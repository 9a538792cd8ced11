export type { AgentRecord, Blocks } from './brief-blocks.js';
export { type BriefOrigin, type BriefWarning, notesOnInput, resolveInput } from './brief-input.js';
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
export type {
  BriefDraft,
  BriefOwner,
  CancelledRun,
  GenerateCommand,
  StartedRun,
  StartRequest,
} from './briefs.commands.js';
export {
  BriefExpiredError,
  BriefNotFoundError,
  GenerationRunningError,
  RegenerationLimitError,
} from './briefs.errors.js';
export { BRIEF_ENTITIES, BriefsModule } from './briefs.module.js';
export { BriefsService } from './briefs.service.js';
export { contractLocation, type ContractView, rounded, toContractBrief } from './contract/contract-brief.js';
export { type ContractBrief, contractBriefSchema } from './contract/contract-brief.schema.js';
export {
  CONTRACT_SORTS,
  ContractBriefs,
  type ContractPage,
  type ContractSort,
  type ContractSummary,
} from './contract/contract-briefs.service.js';
export {
  CONTRACT_STATUSES,
  contractAgentStatus,
  contractStatus,
  type ContractStatus,
} from './contract/contract-status.js';
export { contractMarkUrl, type ContractUrls, contractUrls } from './contract/contract-urls.js';
export { BriefVersion } from './entities/brief-version.entity.js';
export {
  BRIEF_STATUSES,
  type BriefSource,
  type BriefStatus,
  BusinessBriefRecord,
} from './entities/business-brief.entity.js';
export { LeftWebsites } from './left-websites/left-websites.js';
export {
  WEBHOOK_STATUSES,
  WebhookEvent,
  type WebhookKind,
  type WebhookStatus,
} from './webhooks/webhook-event.entity.js';
