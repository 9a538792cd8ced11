import type { ChatModel, GeneratedImage, ImageProvider, SearchProvider } from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import type {
  BusinessBrief,
  CountryCode,
  IdeaText,
  Language,
  ProvenanceMap,
  Sector,
} from '@genesis/knowledge';
import type { Workspace } from '@genesis/redis-vfs';
import type { AgentName, TaskName } from './plan.js';

/** What a run is about; stored on the run, so that a restarted worker sees the same. */
export interface RunInput {
  readonly brief: BusinessBrief;
  readonly language: Language;
  readonly sector: Sector;
  /** Null when the country is unknown or outside the covered ones. */
  readonly country: CountryCode | null;
  /** Absent where nobody was coached. */
  readonly coaching?: CoachingOrigin;
  /** Absent where a brief is all that was given. */
  readonly hints?: BriefHints;
  /** Texts of the brief that all hold one description, because nobody gave them one by one; the first stands for it.
   *  Absent where each is the person's own. */
  readonly derived?: readonly IdeaText[];
}

/** What was told beside the brief: where to look, not what to write. */
export interface BriefHints {
  readonly competitors: readonly string[];
  readonly goals: readonly string[];
  readonly challenges: string | null;
}

/** The coaching session that a brief came from. */
export interface CoachingOrigin {
  readonly session_id: string;
  /** Mean of the five answers' scores, 0..1. */
  readonly confidence: number;
  /** Field of the brief (dotted path) to where its content comes from: an answer, the onboarding, or the recap. */
  readonly fields: Readonly<Record<string, FieldOrigin>>;
}

export interface FieldOrigin {
  /** The step whose answer it is or was found in. */
  readonly step: string;
  /** The words as they were typed, the coach's better wording that was shown, or the trade's usual answer where the step
   *  was skipped. */
  readonly kept: 'raw' | 'reformulated' | 'default';
  readonly judged_by: string | null;
  readonly is_weak: boolean;
}

/** A run's input and what the tasks before this one left. */
export interface AgentInput extends RunInput {
  /** `data` of every settled task that has some. */
  readonly results: Readonly<Partial<Record<TaskName, JsonObject>>>;
  readonly statuses: Readonly<Partial<Record<TaskName, AgentStatus>>>;
}

export type AgentStatus = 'success' | 'fallback' | 'failed';

export interface TokenUsage {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
}

export interface AgentFailure {
  /** E.g. `AGENT_TIMEOUT`, `INVALID_MODEL_OUTPUT`. */
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** How a task settled. A task never throws into the run. */
export interface AgentOutcome {
  readonly status: AgentStatus;
  /** The validated result; absent when failed. */
  readonly data: JsonObject | null;
  readonly provenance: ProvenanceMap;
  readonly error: AgentFailure | null;
  /** Who wrote it: `knowledge`, or the vendor's name. */
  readonly provider: string;
  readonly model: string | null;
  readonly warnings: readonly string[];
  readonly usage: TokenUsage | null;
}

/** What a task may touch. Everything that waits stops when `signal` aborts. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /** Milliseconds from the start of the task until `signal` aborts by itself. Longer where a local model writes. */
  readonly budgetMs: number;
  /** The run's workspace; what the task writes here becomes artifacts when the task settles. */
  readonly files: Workspace;
  /** Null when no model is configured: then the knowledge engine is the provider, not a stand-in.
   *  Calls are journaled: a call key that finished once is answered from the journal. */
  readonly chat: Pick<ChatModel, 'generateStructured'> | null;
  /** Null when no search is configured. Journaled like `chat`. */
  readonly search: Pick<SearchProvider, 'search' | 'extract'> | null;
  /** Null when no image model is configured. Journaled like `chat`; `save` stores the bytes as an asset. */
  readonly images: ImageStudio | null;
}

/** An image model, and where its pictures are kept. */
export interface ImageStudio extends Pick<ImageProvider, 'generate'> {
  /** Stores the bytes under the name of their content. */
  save(image: Pick<GeneratedImage, 'bytes' | 'mediaType' | 'width' | 'height'>): Promise<StoredAsset>;
}

/** A stored picture. */
export interface StoredAsset {
  /** `<sha256>.<extension>`. */
  readonly key: string;
  /** Where it is served, from the root of the API. */
  readonly url: string;
}

/** A deep agent: plain TypeScript over the ports of its context. */
export interface Agent {
  run(input: AgentInput, context: TaskContext): Promise<AgentOutcome>;
}

/** Injection token: who does which task. */
export abstract class AgentRoster {
  abstract agentFor(task: TaskName): Agent;
}

/** True for what a reader can use. */
export function isUsable(status: string | undefined): boolean {
  return status === 'success' || status === 'fallback';
}

export const BLOCK_OF_AGENT = {
  research: 'market_research',
  content: 'content_generation',
  logo: 'logo_creation',
  seo: 'seo_optimization',
  template: 'template_selection',
} as const satisfies Record<AgentName, string>;
/** The public names of the five result blocks. Source: the former service's SubAgentResultsResponse. */
export type BlockName = (typeof BLOCK_OF_AGENT)[AgentName];
