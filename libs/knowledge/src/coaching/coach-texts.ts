import type { CoachingLevel, CoachingStep, Criterion, VaguePattern } from './coaching-step.js';

/** A Socratic question with answers to click on. */
export interface HelpQuestion {
  readonly question: string;
  /** Why the question helps, in one short sentence. */
  readonly hint: string;
  /** Two to four beginnings of an answer. */
  readonly choices: readonly string[];
}

/** The three styles of a proposal, in the order in which they are shown. */
export const PROPOSAL_STYLES = ['ambitious', 'pragmatic', 'community'] as const;
export type ProposalStyle = (typeof PROPOSAL_STYLES)[number];

/** Everything that the coach says by itself, in one language. A message is at most about 120 words and holds at most
 *  three questions; it speaks of one step, uses the informal address and no business jargon (expert level excepted).
 *  Source: agents specification §3.1. */
export interface CoachTexts {
  /** First message of a session, before the first question. */
  readonly welcome: string;
  /** Said when somebody comes back, before the question of the step where they stopped. */
  readonly welcomeBack: string;
  readonly stepName: Readonly<Record<CoachingStep, string>>;
  /** What the step is for, one sentence. */
  readonly goal: Readonly<Record<CoachingStep, string>>;
  /** The open question of a step, by level. */
  readonly question: Readonly<Record<CoachingStep, Readonly<Record<CoachingLevel, string>>>>;
  /** Two or three further questions that lead to an answer; shown beside the message. */
  readonly followUps: Readonly<Record<CoachingStep, readonly string[]>>;
  /** Asks for what a step's answer lacks, one question; only for the criteria of the step. */
  readonly missing: Readonly<Record<CoachingStep, Readonly<Partial<Record<Criterion, string>>>>>;
  /** Asked instead where an answer is of a known empty kind. */
  readonly pattern: Readonly<Record<VaguePattern, Readonly<Record<CoachingStep, string>>>>;
  /** Two or three ways to go on that can be clicked after an answer of an empty kind; each ends so that the person
   *  completes it (with an ellipsis), and none is an answer by itself. */
  readonly openings: Readonly<Record<CoachingStep, readonly [string, string, string]>>;
  /** Names of the criteria as the person sees them, e.g. "à qui tu t'adresses". */
  readonly criterion: Readonly<Record<Criterion, string>>;
  /** Why a criterion counts as met, with the words that show it. */
  readonly met: (evidence: string) => string;
  /** Why a criterion counts as not met, by step and criterion: what a reader still cannot know; one short sentence. */
  readonly notMet: Readonly<Record<CoachingStep, Readonly<Partial<Record<Criterion, string>>>>>;
  /** Short, varied praise that says nothing false whatever the answer was; at least five. */
  readonly encouragements: readonly string[];
  /** Introduces the answer said back in better words. */
  readonly saidBack: (answer: string) => string;
  /** From a settled step to the next: names what was settled and what comes next. The last leads to the recap. */
  readonly transition: Readonly<Record<CoachingStep, string>>;
  /** Said when an answer is kept although it is still weak: honest, kind, says that it can be corrected later. */
  readonly keptWeak: string;
  readonly keptAsIs: string;
  /** Said when a step is skipped and the trade's usual answer stands in for it. */
  readonly skipped: string;
  /** Shown while an answer is judged. */
  readonly thinking: string;
  /** Said when the model could not be asked and the answer was taken as it was. */
  readonly unjudged: string;
  /** Said to an answer in the other language, before the question goes on in the session's. */
  readonly otherLanguage: string;
  /** Marks the examples: inspiration, not the answer. */
  readonly examplesIntro: string;
  readonly recap: {
    readonly intro: string;
    /** Before the list of what is still missing. */
    readonly missing: string;
    readonly nothingMissing: string;
    /** Asks to confirm, or to correct a step. */
    readonly confirm: string;
    readonly contradiction: string;
    /** Questions for what a brief needs and no step asks, by field. */
    readonly fields: Readonly<
      Record<'business_name' | 'sector' | 'city' | 'country' | 'services' | 'contact', string>
    >;
  };
  /** After the draft brief was made. */
  readonly completed: string;
  /** Two or three Socratic questions a step. */
  readonly help: Readonly<Record<CoachingStep, readonly HelpQuestion[]>>;
  /** What customers of the trade trust, from a list; shown with the help for the steps that ask for a proof. */
  readonly tradeProofs: (proofs: string) => string;
  /** A season of the trade, as a full sentence; shown with the help for the steps of the daily work. */
  readonly tradeSeason: (season: string) => string;
  readonly proposals: {
    readonly title: Readonly<Record<ProposalStyle, string>>;
    readonly justification: Readonly<Record<ProposalStyle, string>>;
    readonly advice: string;
  };
}
