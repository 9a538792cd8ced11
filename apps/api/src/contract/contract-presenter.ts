import {
  type BriefProgress,
  contractAgentStatus,
  contractLocation,
  type ContractPage,
  contractStatus,
  type ContractSummary,
  type ContractView,
  rounded,
} from '@genesis/briefs';
import { toAgentResults } from './agent-results.js';
import type {
  ContractListResponse,
  ContractStatusResponse,
  ContractSummaryResponse,
  GeneratedBriefResponse,
} from './dto/contract.responses.js';

/** @param runId of the generation that was asked for */
export function toGeneratedBrief(view: ContractView, runId: string): GeneratedBriefResponse {
  const { brief, dc360UserId, finishedAt } = view;
  return {
    id: brief.briefId,
    user_id: Number(dc360UserId),
    session_id: runId,
    status: contractStatus(brief.status),
    ...toAgentResults(brief, finishedAt),
    overall_confidence: rounded(brief.confidence),
    is_ready_for_website: brief.isReadyForWebsite,
    generated_at: finishedAt?.toISOString() ?? null,
    derived_fields: brief.input.derived ?? [],
    missing_information: brief.missingInformation,
  };
}

export function toContractStatus({
  briefId,
  status,
  agents,
  progress,
}: BriefProgress): ContractStatusResponse {
  return {
    brief_id: briefId,
    status: contractStatus(status),
    agents: {
      research: contractAgentStatus(agents.research),
      content: contractAgentStatus(agents.content),
      logo: contractAgentStatus(agents.logo),
      seo: contractAgentStatus(agents.seo),
      template: contractAgentStatus(agents.template),
    },
    progress,
  };
}

export function toContractList(
  page: ContractPage,
  request: { readonly userId: number; readonly limit: number; readonly offset: number },
): ContractListResponse {
  const { userId, limit, offset } = request;
  return {
    user_id: userId,
    total_count: page.total,
    briefs: page.items.map(toSummary),
    pagination: { limit, offset, has_more: offset + page.items.length < page.total },
  };
}

function toSummary(summary: ContractSummary): ContractSummaryResponse {
  return {
    brief_id: summary.briefId,
    business_name: summary.businessName,
    sector: summary.sector,
    location: contractLocation(summary.location),
    created_at: summary.createdAt.toISOString(),
    confidence_score: rounded(summary.confidence),
    ready_for_website: summary.isReadyForWebsite,
  };
}
