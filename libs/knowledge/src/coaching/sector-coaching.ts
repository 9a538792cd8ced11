import type { Bilingual } from '../language.js';
import type { Sector } from '../sectors/sector-pack.js';
import type { CoachingStep } from './coaching-step.js';

/** What the coach knows of a trade. Editorial: inspiration for the person, never shown as a fact. */
export interface SectorCoaching {
  readonly sector: Sector;
  /** Three answers to each step that somebody of the trade could have given, in the first person, one or two sentences,
   *  each about another business; concrete by the criteria of the step. No firm that exists is named. */
  readonly examples: Readonly<Record<CoachingStep, Bilingual<readonly [string, string, string]>>>;
  /** Questions that only this trade is asked; one or two a step, one sentence each, in the informal address. */
  readonly questions: Readonly<Record<CoachingStep, Bilingual<readonly string[]>>>;
  /** When demand rises or falls; full sentences, two to four, without figures. */
  readonly seasons: Bilingual<readonly string[]>;
  /** What shows a customer of the trade that a promise is kept; noun phrases, four to six. */
  readonly proofs: Bilingual<readonly string[]>;
}
