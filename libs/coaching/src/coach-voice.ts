import {
  coachTexts,
  COACHING_STEPS,
  type CoachingStep,
  type Contradiction,
  type ProposalContext,
  proposeAnswers,
  resolveCountry,
  resolveSector,
  type Sector,
  sectorCoaching,
} from '@genesis/knowledge';
import type { Decision } from './decide.js';
import type { JudgedAnswer } from './judging.js';
import { type Choice, type KnownFacts, knownFacts, type MissingField, textOf } from './session-content.js';
import type { Session } from './session-store.js';

/** What stands beside a message of the coach. */
export interface Surroundings {
  readonly examples: readonly string[];
  readonly nextQuestions: readonly string[];
  readonly choices: readonly Choice[];
  /** Beginnings of an answer, to be completed. */
  readonly openings: readonly string[];
}

/** An answer longer than this is said back in part: a message stays readable on a phone. */
const SAID_BACK_WORDS = 35;
const RECAP_WORDS = 9;
const MOST_QUESTIONS = 3;

/** What is known of the business when the coach speaks. */
export function knownOf(session: Pick<Session, 'onboarding' | 'facts'>): KnownFacts {
  return knownFacts(session.onboarding, session.facts, COACHING_STEPS);
}

/** The trade: as the person chose it, else as an answer tells it. */
export function sectorOf(known: KnownFacts): Sector {
  const told = textOf(known, 'sector');
  return told === null ? 'other' : resolveSector(told).sector;
}

/** The country that was told, if it is one that we know. */
export function countryOf(known: KnownFacts) {
  const told = textOf(known, 'country');
  return told === null ? null : (resolveCountry(told)?.code ?? null);
}

export function firstMessage(language: Session['language'], level: Session['level']): string {
  const texts = coachTexts(language);
  return paragraphs(texts.welcome, texts.question.vision[level]);
}

/** Said when somebody comes back: where they stopped, and the question that is open. */
export function welcomeBack(session: Session): string {
  const texts = coachTexts(session.language);
  const isNew = session.status === 'initialized';
  if (isNew || session.currentStep === 'synthesis') return session.lastMessage;
  return paragraphs(texts.welcomeBack, texts.question[session.currentStep][session.level]);
}

export function question(session: Session, step: CoachingStep): string {
  return coachTexts(session.language).question[step][session.level];
}

/** What the coach answers to an accepted answer: praise, the answer in better words, and on to the next step.
 *  @param next the message of what comes: a question, or the recap. */
export function acceptance(
  session: Session,
  step: CoachingStep,
  decision: Exclude<Decision, { result: 'clarify' }>,
  kept: { readonly reformulated: string | null; readonly isOtherLanguage: boolean },
  next: { readonly hasTransition: boolean; readonly isRecap: boolean; readonly message: string },
): string {
  const texts = coachTexts(session.language);
  const transition = next.hasTransition ? texts.transition[step] : null;
  if (decision.result === 'skip') return paragraphs(texts.skipped, transition, next.message);
  const praise = decision.isWeak
    ? decision.judgedBy === 'forced'
      ? texts.keptWeak
      : texts.keptAsIs
    : texts.encouragements[session.version % texts.encouragements.length];
  return paragraphs(
    kept.isOtherLanguage ? texts.otherLanguage : null,
    praise,
    // The recap says all five back.
    kept.reformulated === null || next.isRecap ? null : texts.saidBack(shortened(kept.reformulated)),
    transition,
    next.message,
  );
}

/** Asks again: a model's own question, the reaction to an empty kind of answer, or the question for what is missing. */
export function clarification(session: Session, step: CoachingStep, judged: JudgedAnswer | null): string {
  const texts = coachTexts(session.language);
  if (judged?.question) return judged.question;
  if (judged?.pattern) return texts.pattern[judged.pattern][step];
  const missing = judged?.missing;
  return (missing && texts.missing[step][missing]) || texts.pattern.vague[step];
}

const PUNCTUATION = {
  fr: { colon: ' :', quoted: (words: string) => `« ${words} »` },
  en: { colon: ':', quoted: (words: string) => `“${words}”` },
} as const;

/** The five answers, contradictions, and what is still missing. */
export function recap(
  session: Session,
  answers: Readonly<Record<CoachingStep, string>>,
  contradictions: readonly Contradiction[],
  missing: readonly MissingField[],
): string {
  const texts = coachTexts(session.language);
  const { colon, quoted } = PUNCTUATION[session.language];
  const lines = COACHING_STEPS.map(
    (step) => `• ${texts.stepName[step]}${colon} ${shortened(answers[step], RECAP_WORDS)}`,
  );
  // A contact has its place on the site, not in the brief: it is asked for when the site is made.
  const asked = missing
    .filter(({ field }) => field !== 'contact')
    .slice(0, MOST_QUESTIONS - 1)
    .map(({ question: text }) => `– ${text}`);
  return paragraphs(
    texts.recap.intro,
    lines.join('\n'),
    ...contradictions
      .slice(0, 1)
      .map(({ words: [one, other] }) => `${texts.recap.contradiction} ${quoted(one)} / ${quoted(other)}`),
    asked.length === 0 ? texts.recap.nothingMissing : `${texts.recap.missing}\n${asked.join('\n')}`,
    texts.recap.confirm,
  );
}

/** What a brief needs and nobody told yet. A contact is never asked for by a step, and no answer is searched for one. */
export function missingFields(session: Session, known: KnownFacts): readonly MissingField[] {
  const texts = coachTexts(session.language).recap.fields;
  return (['business_name', 'sector', 'city', 'country', 'services', 'contact'] as const)
    .filter((field) => field === 'contact' || known[field] === undefined)
    .map((field) => ({
      field,
      question: texts[field],
      is_required: field === 'business_name' || field === 'sector',
    }));
}

/** Examples, further questions and clickable answers of the session's current step.
 *  @param isStuck the person was asked again: then whole answers are offered too. */
export function surroundings(session: Session, isStuck: boolean): Surroundings {
  const step = session.currentStep;
  if (step === 'synthesis') return { examples: [], nextQuestions: [], choices: [], openings: [] };
  const { language } = session;
  const known = knownOf(session);
  const sector = sectorOf(known);
  const texts = coachTexts(language);
  const trade = sectorCoaching(sector);
  return {
    examples: trade.examples[step][language],
    nextQuestions: [...trade.questions[step][language], ...texts.followUps[step]].slice(0, MOST_QUESTIONS),
    choices: isStuck
      ? proposalsOf(session, step).map(({ style, content }) => ({ id: `${step}-${style}`, text: content }))
      : [],
    openings: isStuck ? texts.openings[step] : [],
  };
}

/** Three answers that the rules can make of what is known. */
export function proposalsOf(session: Session, step: CoachingStep) {
  return proposeAnswers(step, proposalContext(session));
}

/** What is known when an answer is proposed. */
export function proposalContext(session: Session): ProposalContext {
  const known = knownOf(session);
  return {
    language: session.language,
    sector: sectorOf(known),
    city: textOf(known, 'city'),
    country: countryOf(known),
    businessName: textOf(known, 'business_name'),
    services: (known.services?.value as readonly string[] | undefined) ?? [],
    answers: Object.fromEntries(
      COACHING_STEPS.flatMap((step) => {
        const { answer } = session.steps[step];
        return answer === null ? [] : [[step, answer]];
      }),
    ),
  };
}

const paragraphs = (...parts: readonly (string | null | undefined)[]): string =>
  parts.filter((part) => part != null && part !== '').join('\n\n');

function shortened(text: string, most = SAID_BACK_WORDS): string {
  const words = text.trim().split(/\s+/u);
  return words.length <= most ? text.trim() : `${words.slice(0, most).join(' ')}…`;
}
