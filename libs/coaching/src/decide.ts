import type { JudgedBy } from './session-state.js';

/** What the person did besides typing. */
export type Gesture = 'text' | 'choice' | 'force_accept' | 'skip';

/** What judges say of an answer. */
export interface Verdict {
  readonly isValid: boolean;
  /** 0..1 */
  readonly score: number;
  readonly by: Extract<JudgedBy, 'llm' | 'rule' | 'fallback'>;
}

export interface DecisionInput {
  readonly gesture: Gesture;
  /** Under three words, or nothing but digits and punctuation: no judge is asked. */
  readonly isTooShort: boolean;
  /** Null where no judge was asked. */
  readonly verdict: Verdict | null;
  readonly clarificationsUsed: number;
  /** Best score seen at this step before this answer; null without one. */
  readonly bestScore: number | null;
}

export interface DecisionLimits {
  readonly maxClarifications: number;
  /** Lowest score of a good answer. */
  readonly acceptThreshold: number;
}

export type Decision =
  | { readonly result: 'clarify'; readonly judgedBy: JudgedBy }
  | {
      readonly result: 'accept';
      readonly judgedBy: JudgedBy;
      readonly confidence: number;
      /** Kept although it did not convince. */
      readonly isWeak: boolean;
      /** The best answer so far is kept instead of this one. */
      readonly isBestKept: boolean;
    }
  | { readonly result: 'skip'; readonly judgedBy: 'skipped'; readonly confidence: number };

const FORCED_AT_LEAST = 0.4;
const SKIPPED = 0.3;
const WITHOUT_A_SCORE = 0.3;

/** True when no judge needs to be asked about the answer. */
export function isTooShort(answer: string): boolean {
  return (answer.match(/\p{L}[\p{L}\p{M}\p{N}'’-]*/gu) ?? []).length < 3;
}

/** What becomes of an answer: the first line that fits wins. Source: agents specification §3.3, with the rules in the
 *  place of a model that is absent or fails. */
export function decide(input: DecisionInput, limits: DecisionLimits): Decision {
  const { gesture, verdict, bestScore } = input;
  const mayClarify = input.clarificationsUsed < limits.maxClarifications;
  if (gesture === 'choice') return accept('choice', 1);
  if (gesture === 'force_accept') {
    const score = Math.max(bestScore ?? 0, verdict?.score ?? 0);
    return accept('forced', Math.max(score, FORCED_AT_LEAST), { isWeak: score < limits.acceptThreshold });
  }
  if (gesture === 'skip') return { result: 'skip', judgedBy: 'skipped', confidence: SKIPPED };
  if (input.isTooShort && mayClarify) return { result: 'clarify', judgedBy: 'rule' };
  if (verdict && !input.isTooShort && verdict.isValid && verdict.score >= limits.acceptThreshold) {
    return accept(verdict.by, verdict.score);
  }
  if (mayClarify) return { result: 'clarify', judgedBy: verdict?.by ?? 'rule' };
  const score = verdict?.score ?? WITHOUT_A_SCORE;
  return accept('forced', Math.max(score, bestScore ?? 0), {
    isWeak: true,
    isBestKept: bestScore !== null && bestScore > score,
  });
}

function accept(
  judgedBy: JudgedBy,
  confidence: number,
  { isWeak = false, isBestKept = false }: { isWeak?: boolean; isBestKept?: boolean } = {},
): Decision {
  return { result: 'accept', judgedBy, confidence, isWeak, isBestKept };
}
