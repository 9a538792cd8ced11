import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import type {
  AgentView,
  BriefPage,
  BriefProgress,
  BriefSummary,
  BriefView,
  CancelledRun,
  VersionSummary,
} from '@genesis/briefs';
import type { ArtifactStat, BriefEvent, TaskStatus } from '@genesis/runs';
import type { AgentReportResponse } from './dto/agent.responses.js';
import type {
  BriefEventResponse,
  BriefFileResponse,
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BriefSummaryResponse,
  BriefVersionResponse,
  BusinessBriefResponse,
  RunCancelledResponse,
} from './dto/brief.responses.js';
import { encodeCursor } from './list-cursor.js';

export function toBrief(view: BriefView): BusinessBriefResponse {
  const { input } = view;
  return {
    id: view.legacyId,
    brief_id: view.briefId,
    coaching_session_id: input.coaching?.session_id ?? null,
    sources: input.coaching?.fields ?? {},
    derived_fields: input.derived ?? [],
    version: view.version,
    status: view.status,
    business_brief: input.brief,
    language: input.language,
    sector: input.sector,
    agents: reports(view.agents),
    successful_agents: agentsThat(view, ['success']),
    failed_agents: agentsThat(view, ['failed', 'skipped']),
    fallback_agents: agentsThat(view, ['fallback']),
    ...toResults(view),
    provenance: view.provenance,
    missing_information: view.missingInformation,
    warnings: view.warnings,
    overall_confidence: rounded(view.confidence),
    is_ready_for_website: view.isReadyForWebsite,
    readiness_missing: view.readinessMissing,
    created_at: view.createdAt.toISOString(),
    updated_at: view.updatedAt.toISOString(),
    expires_at: view.expiresAt?.toISOString() ?? null,
  };
}

export function toResults(view: BriefView): Pick<BriefView, keyof BriefResultsResponse> {
  return {
    market_research: view.market_research,
    content_generation: view.content_generation,
    logo_creation: view.logo_creation,
    seo_optimization: view.seo_optimization,
    template_selection: view.template_selection,
  };
}

export function toVersion(version: VersionSummary): BriefVersionResponse {
  return {
    version: version.version,
    status: version.status,
    run_id: version.runId,
    is_current: version.isCurrent,
    overall_confidence: rounded(version.confidence),
    is_ready_for_website: version.isReadyForWebsite,
    created_at: version.createdAt.toISOString(),
    finished_at: version.finishedAt?.toISOString() ?? null,
  };
}

export function toStatus(progress: BriefProgress): BriefStatusResponse {
  return {
    brief_id: progress.briefId,
    run_id: progress.runId,
    status: progress.status,
    run_status: progress.runStatus,
    agents: progress.agents,
    progress: progress.progress,
    started_at: progress.startedAt?.toISOString() ?? null,
    finished_at: progress.finishedAt?.toISOString() ?? null,
  };
}

export function toEvent({ id, runId, type, at, agent, data }: BriefEvent): BriefEventResponse {
  return { id, run_id: runId, type, at: at.toISOString(), ...(agent !== null && { agent }), data };
}

export function toFile({ path, mediaType, size, sha256, revision, author }: ArtifactStat): BriefFileResponse {
  return { path, media_type: mediaType, size, sha256, revision, author };
}

export function toCancelled(run: CancelledRun, statusUrl: string): RunCancelledResponse {
  return {
    brief_id: run.briefId,
    run_id: run.runId,
    status: run.status,
    run_status: run.runStatus,
    status_url: statusUrl,
    cost: {
      calls: run.cost.calls,
      input_tokens: run.cost.inputTokens,
      output_tokens: run.cost.outputTokens,
      cost_micro_usd: run.cost.costMicroUsd,
    },
  };
}

export function toList({ items, next }: BriefPage): BriefListResponse {
  return { items: items.map(toSummary), ...(next && { next_cursor: encodeCursor(next) }) };
}

function toSummary(brief: BriefSummary): BriefSummaryResponse {
  return {
    id: brief.legacyId,
    brief_id: brief.briefId,
    version: brief.version,
    status: brief.status,
    business_name: brief.businessName,
    sector: brief.sector,
    overall_confidence: rounded(brief.confidence),
    is_ready_for_website: brief.isReadyForWebsite,
    created_at: brief.createdAt.toISOString(),
    updated_at: brief.updatedAt.toISOString(),
  };
}

function agentsThat({ agents }: BriefView, statuses: readonly TaskStatus[]): readonly AgentName[] {
  return AGENT_NAMES.filter((agent) => statuses.includes(agents[agent].status));
}

function reports({ research, content, logo, seo, template }: BriefView['agents']) {
  return {
    research: report(research),
    content: report(content),
    logo: report(logo),
    seo: report(seo),
    template: report(template),
  };
}

/** An error's message is for operators: a client gets its code. */
function report({ status, provider, model, is_kept, warnings, error }: AgentView): AgentReportResponse {
  return {
    status,
    provider,
    model,
    is_kept,
    warnings,
    error: error && { code: error.code, retryable: error.retryable },
  };
}

/** The column is a 4-byte float: 0.86 comes back as 0.86000001. */
function rounded(confidence: number | null): number | null {
  return confidence === null ? null : Math.round(confidence * 100) / 100;
}
