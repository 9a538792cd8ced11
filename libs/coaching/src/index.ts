export { confidenceOf, type CoachView, progressOf } from './coach-view.js';
export {
  CoachHelp,
  type Help,
  type OfferedProposal,
  type Proposals,
  type Reformulation,
} from './coach-help.js';
export { COACHING_ENTITIES, CoachingModule } from './coaching.module.js';
export { CoachingRetention, CoachingRetentionModule } from './coaching-retention.js';
export type {
  Call,
  CoachedPerson,
  CompleteCommand,
  Completion,
  SessionHistory,
  StepCommand,
} from './coaching.commands.js';
export { CoachingService } from './coaching.service.js';
export { LOGO_SOURCES, type LogoSource, type MissingField, type Onboarding } from './session-content.js';
export {
  CURRENT_STEPS,
  type CurrentStep,
  JUDGES,
  SESSION_STATUSES,
  type SessionStatus,
} from './session-state.js';
export {
  type Session,
  type SessionListPosition,
  SessionStore,
  type SessionSummary,
} from './session-store.js';
