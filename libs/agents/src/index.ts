export {
  type Agent,
  type AgentFailure,
  type AgentInput,
  type AgentOutcome,
  AgentRoster,
  type AgentStatus,
  BLOCK_OF_AGENT,
  type BriefHints,
  type CoachingOrigin,
  type FieldOrigin,
  type BlockName,
  isUsable,
  type ImageStudio,
  type StoredAsset,
  type RunInput,
  type TaskContext,
  type TokenUsage,
} from './agent.js';
export { AgentsModule } from './agents.module.js';
export {
  type AssessedBrief,
  assessBrief,
  type Assessment,
  confidenceOf,
  type UnmetCondition,
} from './assessment.js';
export { PictureStudio, type PictureStudioOptions } from './logo/picture-studio.js';
export { fence, LANGUAGE_NAME } from './modelling/idea-prompt.js';
export {
  AGENT_NAMES,
  type AgentName,
  BRIEF_PLAN,
  type Plan,
  type PlanTask,
  readyTasks,
  TASK_NAMES,
  type TaskName,
} from './plan.js';
export { missingInformation, seoMetadata } from './synthesis/synthesis.agent.js';
