import { AGENT_NAMES, type AgentName, BLOCK_OF_AGENT, type BlockName, isUsable } from '@genesis/agents';
import { type BriefView, contractAgentStatus } from '@genesis/briefs';
import type { AgentResultResponse } from './dto/agent-result.responses.js';

/** The five blocks as the former service had them, each with its agent's status. */
export function toAgentResults(
  brief: BriefView,
  finishedAt: Date | null,
): Record<BlockName, AgentResultResponse> {
  return Object.fromEntries(
    AGENT_NAMES.map((agent) => [BLOCK_OF_AGENT[agent], resultOf(brief, agent, finishedAt)]),
  ) as Record<BlockName, AgentResultResponse>;
}

function resultOf(brief: BriefView, agent: AgentName, finishedAt: Date | null): AgentResultResponse {
  const { status, error } = brief.agents[agent];
  const word = contractAgentStatus(status);
  const isSettled = word === 'completed' || word === 'failed';
  return {
    status: isSettled ? word : 'pending',
    data: isUsable(status) ? brief[BLOCK_OF_AGENT[agent]] : null,
    ...(error && { error: error.code }),
    timestamp: isSettled ? (finishedAt?.toISOString() ?? null) : null,
  };
}
