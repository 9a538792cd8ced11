import type { ApiClient } from '../../support/harness/api-client.js';

/** A request that was answered with 202. */
export interface AcceptedBrief {
  readonly user: ApiClient;
  readonly briefId: string;
  readonly runId: string;
  /** Null where it was sent without one: a regeneration. */
  readonly key: string | null;
}

/** What clients have been told, and must be true: the service's promises from outside. */
export class ClientNotes {
  readonly accepted: AcceptedBrief[] = [];
  readonly broken: string[] = [];
  /** Answers that say nothing but that something is wrong with us. */
  answers500 = 0;
  private readonly runOfKey = new Map<string, string>();
  private readonly finished = new Set<string>();

  accept(brief: AcceptedBrief): void {
    const before = brief.key === null ? undefined : this.runOfKey.get(brief.key);
    if (before === brief.runId) return;
    if (before !== undefined) {
      this.broken.push(`I1: one Idempotency-Key has got two runs: ${before} and ${brief.runId}`);
    }
    if (brief.key !== null) this.runOfKey.set(brief.key, brief.runId);
    this.accepted.push(brief);
  }

  /** A state that ends a run: it never changes. */
  sawEnd(runId: string): void {
    this.finished.add(runId);
  }

  isOver(runId: string): boolean {
    return this.finished.has(runId);
  }

  get unfinished(): readonly AcceptedBrief[] {
    return this.accepted.filter(({ runId }) => !this.finished.has(runId));
  }

  break(violation: string): void {
    this.broken.push(violation);
  }
}
