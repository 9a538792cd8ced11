import { quote } from '../reading/source-text.js';
import { givesOnly, opensWithChoice } from './answer-aims.js';
import { type AnswerContext, type AnswerReading, readAnswer } from './answer-reading.js';
import { answersAnotherStep, type Signs, tellsChange } from './answered-step.js';
import {
  aimsAtMoney,
  enumeratedItems,
  isCrowd,
  isEnumeration,
  isForEverybody,
  isUnsure,
  servesAnybody,
} from './answer-shape.js';
import { distinct, pointsOf, substanceOf } from './answer-substance.js';
import { type Criterion, STEP_CRITERIA, type VaguePattern } from './coaching-step.js';
import { findCriterion } from './rubric-criteria.js';
import { wholeWords } from './whole-words.js';

export interface CriterionResult {
  readonly criterion: Criterion;
  readonly isMet: boolean;
  /** The words of the answer that show it, or null. */
  readonly evidence: string | null;
}

/** What the rubric thinks of an answer. */
export interface AnswerJudgement {
  /** In the order of `STEP_CRITERIA`. */
  readonly criteria: readonly CriterionResult[];
  /** The kind of empty answer; null for a specific one, and where the answer is of no known kind. */
  readonly pattern: VaguePattern | null;
  readonly isSpecific: boolean;
  /** 0..1; 0.6 and more exactly when `isSpecific`. */
  readonly score: number;
  /** The most important criterion that is not met. */
  readonly missing: Criterion | null;
}

/** Enough where a fact, people or another criterion stands beside it … */
const ENOUGH = 3;
/** … for a portrait of customers, of whom one kind is enough … */
const ENOUGH_OF_CUSTOMERS = 2.5;
/** … and where nothing does. */
const ENOUGH_ALONE = 4;
/** After "je ne sais pas" a lot has to follow. */
const ENOUGH_UNSURE = 6;
/** A change told at such length has people in it, named or not. */
const ENOUGH_OF_CHANGE = 5;

/** So many goods one beside the other promise nothing, whatever stands behind the last. */
const FEWEST_GOODS = 3;

/** Less is no answer to any step. */
const ENOUGH_OF_ANOTHER = 1.5;
/** Taken off where two more criteria hold. */
const EASED = 0.5;

/** Says enough of anything to be an answer at all. */
function isSubstantial(reading: AnswerReading, signs: Signs): boolean {
  const { words, step } = reading;
  const substance = substanceOf(words);
  const points = pointsOf(reading);
  // No sentence of either language does without a function word, people, a place or a figure.
  if (words.every(({ kind }) => kind === 'telling')) return false;
  if (isUnsure(reading) && substance < ENOUGH_UNSURE) return false;
  if (step === 'clientele') {
    const kinds = distinct(words, 'people', 'firm').size;
    return points - Math.max(0, kinds - 1) >= ENOUGH_OF_CUSTOMERS - (signs.need ? EASED : 0);
  }
  const others = Object.entries(signs).filter(([criterion, span]) => criterion !== 'what' && span).length;
  if (others > 1) return points >= ENOUGH - EASED;
  const isAnchored = others > 0 || points > substance || distinct(words, 'people', 'firm', 'broad').size > 0;
  // Where most words are of the kind that everybody writes, the rest has to stand by itself.
  const isSound = distinct(words, 'hollow').size <= substance;
  return substance >= ENOUGH_ALONE || (isAnchored && isSound && points >= ENOUGH);
}

/** Whether the step's first criterion holds, beyond words that could show it. */
function isAnswered(reading: AnswerReading, signs: Signs): boolean {
  if (!isSubstantial(reading, signs) || answersAnotherStep(reading, signs)) return false;
  if (reading.step === 'clientele') return !isCrowd(reading) && !isForEverybody(reading);
  return reading.step === 'offre' || !isEnumeration(reading);
}

/** What an answer needs besides its step's first criterion. */
function isComplete(reading: AnswerReading, signs: Signs): boolean {
  const { words, step, times, money } = reading;
  if (step === 'vision') {
    const isForSomebody = distinct(words, 'people', 'broad', 'nameless').size > 0;
    return isForSomebody || tellsChange(reading) || substanceOf(words) >= ENOUGH_OF_CHANGE;
  }
  if (step === 'mission') return Boolean(signs.how ?? signs.gain) || !givesOnly(reading);
  if (step !== 'offre') return true;
  if (isEnumeration(reading)) return false;
  if (opensWithChoice(reading) && !signs.who && !signs.gain && !signs.proof) return false;
  const isPromised = Boolean(signs.who ?? signs.gain ?? signs.proof) || times.length > 0;
  if (isPromised || findCriterion(reading, 'how') !== null) return true;
  if (enumeratedItems(reading).length >= FEWEST_GOODS) return false;
  // Several prices are a list of prices.
  return substanceOf(words) >= (money.length === 1 ? ENOUGH : ENOUGH_ALONE);
}

function patternOf(reading: AnswerReading, signs: Signs): VaguePattern | null {
  const isSeveral = reading.step === 'clientele' ? isCrowd(reading) : isEnumeration(reading);
  if (isSeveral) return 'several_at_once';
  const isEmpty = !isSubstantial(reading, signs);
  if (isEmpty && aimsAtMoney(reading)) return 'money_only';
  if (isForEverybody(reading) && (isEmpty || reading.step === 'clientele')) return 'everybody';
  if (isEmpty && servesAnybody(reading)) return 'everybody';
  const isAnother = answersAnotherStep(reading, signs);
  if (isAnother && substanceOf(reading.words) >= ENOUGH_OF_ANOTHER) return null;
  return isEmpty ? 'vague' : null;
}

/** So many criteria are the least that a website writer can work with: one thing alone is half a sentence. */
const LEAST_MET = 2;

const ACCEPTED = 0.6;
const MOST_VAGUE = 0.5;

/**
 * Judges an answer by rule: which criteria of its step it meets, with the words that show it, and whether it is concrete
 * enough to go on. Pure and deterministic. An answer in the other language is judged by what it says; text that gives
 * the coach orders is text that says nothing.
 */
export function judgeAnswer(answer: string, context: AnswerContext): AnswerJudgement {
  const reading = readAnswer(answer, context);
  const asked = STEP_CRITERIA[context.step];
  const [first] = asked;
  const signs: Signs = Object.fromEntries(
    asked.map((criterion) => [criterion, findCriterion(reading, criterion)]),
  );
  const isFirstMet = Boolean(signs[first]) && isAnswered(reading, signs);
  const criteria = asked.map((criterion): CriterionResult => {
    const span = criterion === first && !isFirstMet ? null : (signs[criterion] ?? null);
    const shown = span && quote(reading.source, span);
    const evidence = shown ? wholeWords(reading.source.text, shown.start, shown.end) : null;
    return { criterion, isMet: evidence !== null, evidence };
  });
  const missing = criteria.find(({ isMet }) => !isMet)?.criterion ?? null;
  const met = criteria.filter(({ isMet }) => isMet).length;
  const isSpecific = isFirstMet && met >= LEAST_MET && (missing === null || isComplete(reading, signs));
  const share = met / criteria.length;
  return {
    criteria,
    pattern: isSpecific ? null : patternOf(reading, signs),
    isSpecific,
    score: Number((isSpecific ? ACCEPTED + (1 - ACCEPTED) * share : MOST_VAGUE * share).toFixed(2)),
    missing,
  };
}
