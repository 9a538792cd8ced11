import { type ResearchResult, researchResultSchema } from '@genesis/knowledge';
import type { AgentInput } from '../agent.js';
import { fence } from './idea-prompt.js';

/** What research found, for the models that write after it; empty where there is none. It is fenced like the idea: a
 *  model may have written it. What pages of others say (rivals, prices, trends, sizes, addresses) stays out: it is for the
 *  entrepreneur to read, and no text of a website may claim it. */
export function researchPrompt({ results }: Pick<AgentInput, 'results'>): string {
  const research = researchResultSchema.safeParse(results.research).data;
  return research ? `\n${fence('research', linesOf(research).join('\n'))}` : '';
}

function linesOf({ market_size, target_demographics, ...research }: ResearchResult): readonly string[] {
  return [
    `market: ${market_size.market_segment}`,
    `customers: ${target_demographics.description}`,
    ...target_demographics.channels.map((channel) => `reached by: ${channel}`),
    ...research.differentiation_suggestions.map((idea) => `may stand out by: ${idea}`),
    ...research.success_factors.map((factor) => `succeeds by: ${factor}`),
  ];
}
