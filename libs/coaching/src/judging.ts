import { type ChatAnswer, VendorError } from '@genesis/integrations';
import { type JsonObject, storableJson } from '@genesis/kernel';
import {
  type AnswerContext,
  coachTexts,
  extractFacts,
  judgeAnswer,
  type Language,
  languageOf,
  reformulations,
  type VaguePattern,
} from '@genesis/knowledge';
import { Injectable, Logger } from '@nestjs/common';
import { CoachModel } from './coach-model.js';
import type { Verdict } from './decide.js';
import type { StoredCriterion } from './entities/coaching-step.entity.js';
import { JUDGE_PROMPT, judgePrompt, type ModelJudgement } from './judge-prompt.js';
import type { FactsOfPlace } from './session-content.js';
import type { Turn } from './session-store.js';

export interface AnswerToJudge {
  /** Whose answer it is: their plan and their money. */
  readonly ownerId: string;
  readonly answer: string;
  readonly context: AnswerContext;
  /** The last turns, oldest first. */
  readonly history: readonly Turn[];
  /** Stable name of the call: session, step and turn. */
  readonly callKey: string;
  readonly signal: AbortSignal;
  readonly requestId: string | null;
}

/** An answer, judged: by a model where one is configured and answers in time, else by the rules. */
export interface JudgedAnswer {
  readonly verdict: Verdict;
  readonly criteria: readonly StoredCriterion[];
  readonly pattern: VaguePattern | null;
  /** The most important criterion that is not met; null when all are. */
  readonly missing: StoredCriterion['criterion'] | null;
  /** A model's own question, where it judged and found something missing. */
  readonly question: string | null;
  /** The person's answer in better words. */
  readonly reformulated: string;
  readonly keyPoints: readonly string[];
  readonly facts: FactsOfPlace;
  readonly call: JsonObject | null;
}

/** Judges answers. The rules always look first, since they cost nothing: they stand in for a model that fails, and what
 *  a model claims to have read is checked against the answer. */
@Injectable()
export class Judging {
  private readonly logger = new Logger(Judging.name);

  constructor(private readonly models: CoachModel) {}

  /** The rules' judgement of what was clicked or is accepted as it is. A choice is the coach's text: nothing in it was told
   *  by the person. */
  byRules(given: Pick<AnswerToJudge, 'answer' | 'context'>, isChoice: boolean): JudgedAnswer {
    const judged = judgeByRules(given, 'rule');
    return isChoice ? { ...judged, facts: {}, reformulated: given.answer } : judged;
  }

  /** Never throws because of a model. @throws what aborts `signal` */
  async judge(given: AnswerToJudge): Promise<JudgedAnswer> {
    const model = await this.models.of(given.ownerId);
    if (model === null) return judgeByRules(given, 'rule');
    const ruled = judgeByRules(given, 'fallback');
    try {
      const answer = await model.ask(judgePrompt(given), given);
      return judgedByModel(given, { ...answer, value: storableJson(answer.value) }, ruled);
    } catch (error) {
      if (given.signal.aborted || !(error instanceof VendorError)) throw error;
      this.logger.warn(
        { code: error.code, prompt_id: JUDGE_PROMPT },
        'the rules judge in place of the model',
      );
      return { ...ruled, call: { prompt: JUDGE_PROMPT, error: error.code } };
    }
  }
}

function judgeByRules(
  { answer, context }: Pick<AnswerToJudge, 'answer' | 'context'>,
  by: Verdict['by'],
): JudgedAnswer {
  const judgement = judgeAnswer(answer, context);
  const texts = coachTexts(context.language);
  const facts = extractFacts(answer, context);
  return {
    verdict: { isValid: judgement.isSpecific, score: judgement.score, by },
    criteria: judgement.criteria.map(({ criterion, isMet, evidence }) => ({
      criterion,
      is_met: isMet,
      why:
        isMet && evidence !== null
          ? texts.met(evidence)
          : (texts.notMet[context.step][criterion] ?? texts.criterion[criterion]),
    })),
    pattern: judgement.pattern,
    missing: judgement.missing,
    question: null,
    reformulated: reformulations(answer, context).reformulated,
    keyPoints: judgement.criteria.flatMap(({ evidence }) => (evidence === null ? [] : [evidence])),
    facts: {
      ...(facts.businessName !== null && { business_name: facts.businessName }),
      ...(facts.sector !== null && { sector: facts.sector }),
      ...(facts.city !== null && { city: facts.city }),
      ...(facts.country !== null && { country: facts.country }),
      ...(facts.services.length > 0 && { services: facts.services }),
      ...(facts.prices.length > 0 && { prices: facts.prices }),
    },
    call: null,
  };
}

function judgedByModel(
  { answer, context }: AnswerToJudge,
  reply: ChatAnswer<ModelJudgement>,
  ruled: JudgedAnswer,
): JudgedAnswer {
  const { value } = reply;
  const said = new Map(value.criteria.map((criterion) => [criterion.criterion, criterion]));
  const criteria = ruled.criteria.map((own) => {
    const judged = said.get(own.criterion);
    return judged ? { criterion: own.criterion, is_met: judged.is_met, why: judged.why } : own;
  });
  const score = value.confidence_score >= 0 && value.confidence_score <= 1 ? value.confidence_score : 0.5;
  return {
    verdict: { isValid: value.is_valid, score, by: 'llm' },
    criteria,
    pattern: value.is_valid ? null : ruled.pattern,
    missing: criteria.find((criterion) => !criterion.is_met)?.criterion ?? null,
    question: ownQuestion(value.clarification_question, context.language),
    reformulated: value.reformulated_response.trim() || ruled.reformulated,
    keyPoints: value.key_points,
    facts: { ...readFacts(value, answer), ...ruled.facts },
    call: {
      prompt: JUDGE_PROMPT,
      provider: reply.provider,
      model: reply.model,
      ladder: reply.ladder,
      attempts: reply.attempts,
      input_tokens: reply.usage.inputTokens,
      output_tokens: reply.usage.outputTokens,
      language: context.language,
    },
  };
}

/** A model's question, if it is one and in the session's language; else the rules ask. */
function ownQuestion(asked: string | null, language: Language): string | null {
  const question = asked?.trim() ?? '';
  if (!question.includes('?')) return null;
  const spoken = languageOf(question);
  return spoken === null || spoken === language ? question : null;
}

/** What the model says that it read, as far as the answer really says it: a model that invents a town is not believed. */
function readFacts(value: ModelJudgement, answer: string): FactsOfPlace {
  const spoken = plain(answer);
  const isSaid = (text: string | null): text is string => text !== null && spoken.includes(plain(text));
  const services = value.services.filter(isSaid);
  return {
    ...(isSaid(value.business_name) && { business_name: value.business_name }),
    ...(isSaid(value.city) && { city: value.city }),
    ...(isSaid(value.country) && { country: value.country }),
    ...(services.length > 0 && { services }),
    ...(isSaid(value.price) && { prices: [value.price] }),
  };
}

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();
