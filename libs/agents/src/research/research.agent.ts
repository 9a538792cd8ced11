import { impactSchema, type ResearchResult, researchResultSchema, writeResearch } from '@genesis/knowledge';
import { z } from 'zod';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { notesPrompt, readCoachNotes } from '../modelling/coach-notes.js';
import { houseRules, ideaPrompt } from '../modelling/idea-prompt.js';
import { researchReport } from './research-report.js';

const sentence = z.string().trim().min(1).max(400);

/** What a model may add. Sizes, prices and names of rivals are not among it: without a source they would be invented. */
const draftSchema = z.strictObject({
  market_segment: sentence,
  opportunities: z
    .array(
      z.strictObject({
        opportunity: sentence,
        potential_impact: impactSchema,
        difficulty: impactSchema,
        timeframe: sentence,
      }),
    )
    .min(3)
    .max(5),
  differentiation_suggestions: z.array(sentence).min(1).max(5),
  risk_factors: z.array(sentence).min(1).max(5),
  success_factors: z.array(sentence).min(1).max(5),
  cultural_insights: z.array(sentence).max(5),
});

/** Knows the market before anything is written. */
export class ResearchAgent implements Agent {
  constructor(private readonly budgetMs: number) {}

  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const { result: base, provenance } = writeResearch(input);
    const notes = await readCoachNotes(input, context.files);
    const reply = await askModel(context, this.budgetMs, 'analysis', {
      system: `You are a market analyst for small African businesses.\n${houseRules(input.language)}`,
      prompt: `Describe the market of this business without any figure.\n${ideaPrompt(input)}${notesPrompt(notes)}`,
      schema: draftSchema,
      schemaName: 'market_analysis',
      promptId: 'research-analysis@2',
      temperature: 0.3,
    });
    const isModel = reply.kind === 'answered';
    const result: ResearchResult = isModel ? merge(base, reply.answer.value) : base;
    const origin = isModel ? { market_size: provenance.market_size, ...modelGroups(byModel(reply)) } : {};
    const outcome = authored({
      result,
      schema: researchResultSchema,
      provenance: { ...provenance, ...definedOnly(origin) },
      replies: [reply],
    });
    await context.files.write('/research/market.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    await context.files.write(
      `/research/market.${input.language}.md`,
      researchReport(result, input.brief.business_name, input.language),
      { mediaType: 'text/markdown' },
    );
    return outcome;
  }
}

function merge(base: ResearchResult, draft: z.infer<typeof draftSchema>): ResearchResult {
  return {
    ...base,
    market_size: { ...base.market_size, market_segment: draft.market_segment },
    opportunities: draft.opportunities.map((opportunity) => ({ ...opportunity, sources: [] })),
    differentiation_suggestions: draft.differentiation_suggestions,
    risk_factors: draft.risk_factors,
    success_factors: draft.success_factors,
    cultural_insights: draft.cultural_insights,
  };
}

function modelGroups<P>(provenance: P): Record<string, P> {
  const groups = [
    'opportunities',
    'differentiation_suggestions',
    'risk_factors',
    'success_factors',
    'cultural_insights',
  ];
  return Object.fromEntries(groups.map((group) => [group, provenance]));
}

function definedOnly<T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}
