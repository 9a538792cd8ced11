import type { RunInput } from '@genesis/agents';
import type { BusinessBrief, Language } from '@genesis/knowledge';
import type { RunCost, RunStatus } from '@genesis/runs';
import type { BriefOrigin } from './brief-input.js';
import type { BriefSource, BriefStatus } from './entities/business-brief.entity.js';

export interface BriefOwner {
  readonly id: string;
  /** Null for a user of our own, who has LOCAL_PLAN. */
  readonly dc360UserId: string | null;
  /** The profile's preferred language; French is written where it is not a language of the engine. */
  readonly language: string;
}

/** A call that starts a run, with what makes it repeatable and traceable. */
export interface StartRequest {
  readonly owner: BriefOwner;
  /** The caller's `Idempotency-Key`, or null. */
  readonly idempotencyKey: string | null;
  readonly requestId: string | null;
  /** What the key stands for, where it is not the owner and what is asked in their name: the caller's own words. */
  readonly asked?: { readonly scope: string; readonly body: unknown };
}

export interface GenerateCommand {
  readonly brief: BusinessBrief;
  /** Default: the owner's. */
  readonly language: Language | null;
  /** Default: a brief is all that was given. */
  readonly origin?: BriefOrigin;
  /** Who asked. Default: `api`, the owner. */
  readonly source?: BriefSource;
}

export interface StartedRun {
  readonly briefId: string;
  readonly runId: string;
  /** The answer of an earlier call with the same key; nothing was started now. */
  readonly isReplay: boolean;
}

export interface CancelledRun {
  readonly briefId: string;
  readonly runId: string;
  readonly status: BriefStatus;
  /** Still `running` while its worker is letting go. */
  readonly runStatus: RunStatus;
  /** What it has cost until now. */
  readonly cost: RunCost;
}

/** What a draft says, as its agents will be given it. */
export interface BriefDraft {
  readonly ownerId: string;
  /** Default: a new brief. */
  readonly briefId: string | null;
  readonly input: RunInput;
}
