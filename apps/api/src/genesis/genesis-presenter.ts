import { type BriefView, rounded } from '@genesis/briefs';
import type { AuthenticatedUser } from '@genesis/identity';
import type { BusinessBrief } from '@genesis/knowledge';
import type { QuotaStatus } from '@genesis/quota';
import { toAgentResults } from '../contract/agent-results.js';
import type { GenesisBriefDataDto } from './dto/genesis-brief.requests.js';
import type { GenesisBriefResponse, QuotaStatusResponse } from './dto/genesis.responses.js';

/** The former service's words as a brief. Nothing stands in for an offer that nobody described. */
export function toBrief(data: GenesisBriefDataDto): BusinessBrief {
  const { city, country, region } = data.location;
  return {
    business_name: data.business_name,
    vision: data.vision,
    mission: data.mission,
    target_audience: data.target_market,
    differentiation: data.differentiation ?? data.competitive_advantage,
    value_proposition: data.value_proposition ?? '',
    sector: data.industry_sector,
    location: { ...(city && { city }), ...(country && { country }), ...(region && { region }) },
    services: data.services ?? [],
  };
}

export function toGenesisBrief(brief: BriefView, user: AuthenticatedUser): GenesisBriefResponse {
  return {
    brief_id: brief.briefId,
    user_id: user.legacyId,
    status: brief.status,
    business_brief: brief.input.brief,
    ...toAgentResults(brief, brief.updatedAt),
    overall_confidence: rounded(brief.confidence),
    is_ready_for_website: brief.isReadyForWebsite,
    missing_information: brief.missingInformation,
    created_at: brief.createdAt.toISOString(),
    updated_at: brief.updatedAt.toISOString(),
  };
}

export function toQuotaStatus(status: QuotaStatus, user: AuthenticatedUser): QuotaStatusResponse {
  return {
    user_id: user.legacyId,
    plan: status.plan,
    current_usage: status.currentUsage,
    max_monthly_sessions: status.maxMonthlySessions,
    remaining: status.remaining,
    reset_date: status.resetAt?.toISOString() ?? null,
    percentage_used: status.percentageUsed,
  };
}
