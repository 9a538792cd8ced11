import { queryPrepared } from '@genesis/database';
import {
  type AgentName,
  type RunInput,
  TASK_NAMES,
  type TaskName,
  type UnmetCondition,
} from '@genesis/agents';
import type { MissingInformation } from '@genesis/knowledge';
import {
  Artifacts,
  type ArtifactStat,
  type BriefEvent,
  type RunStatus,
  type TaskStatus,
} from '@genesis/runs';
import { normalisePath, VfsError } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type AgentRecord,
  type AgentRecords,
  type Blocks,
  perAgent,
  type StoredResults,
} from './brief-blocks.js';
import type { BriefWarning } from './brief-input.js';
import { IS_EXPIRED, missingBrief } from './brief-rows.js';
import { BriefNotFoundError } from './briefs.errors.js';
import type { BriefStatus } from './entities/business-brief.entity.js';

export interface AgentView extends Omit<AgentRecord, 'status' | 'usage'> {
  readonly status: TaskStatus;
}

/** One version of a brief with everything that it says. */
export interface BriefView extends Blocks {
  readonly briefId: string;
  readonly legacyId: number;
  readonly version: number;
  /** Of the brief; of the version when one was asked for. */
  readonly status: BriefStatus;
  readonly input: RunInput;
  readonly agents: Readonly<Record<AgentName, AgentView>>;
  readonly provenance: StoredResults['provenance'];
  readonly missingInformation: readonly MissingInformation[];
  readonly warnings: readonly BriefWarning[];
  /** 0..1; null until the version's run has ended. */
  readonly confidence: number | null;
  readonly isReadyForWebsite: boolean;
  readonly readinessMissing: readonly UnmetCondition[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
}

export interface VersionSummary {
  readonly version: number;
  readonly status: BriefStatus;
  /** Null for a draft. */
  readonly runId: string | null;
  /** Readers see it. */
  readonly isCurrent: boolean;
  readonly confidence: number | null;
  readonly isReadyForWebsite: boolean;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** Where a brief and its newest run stand. */
export interface BriefProgress {
  readonly briefId: string;
  /** Null for a draft, as is the run's status. */
  readonly runId: string | null;
  readonly version: number;
  readonly status: BriefStatus;
  readonly runStatus: RunStatus | null;
  readonly agents: Readonly<Record<AgentName, TaskStatus>>;
  /** Share of settled tasks, synthesis included: an integer 0..100. */
  readonly progress: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface BriefSummary {
  readonly briefId: string;
  readonly legacyId: number;
  readonly version: number;
  readonly status: BriefStatus;
  readonly businessName: string;
  readonly sector: string;
  readonly confidence: number | null;
  readonly isReadyForWebsite: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Place in a person's list, newest first: the last brief that was seen. */
export interface ListPosition {
  /** Creation, in microseconds since 1970: what the database keeps. */
  readonly createdAtMicros: number;
  readonly briefId: string;
}

export interface BriefPage {
  readonly items: readonly BriefSummary[];
  /** Null at the end. */
  readonly next: ListPosition | null;
}

/** How far a brief's log goes. */
export interface LogState {
  readonly lastEventId: number;
  /** The oldest event still kept; null when the log is empty. */
  readonly firstEventId: number | null;
  readonly activeRunId: string | null;
}

export interface BriefFile extends ArtifactStat {
  readonly content: string;
}

/** A brief is queued or in progress while it has an unfinished run; the row only says that there is one. */
const STATUS = `CASE WHEN b.status = 'queued' AND active.status IN ('running', 'parked') THEN 'in_progress' ELSE b.status END`;
const VERSION_STATUS = `CASE WHEN v.status = 'queued' AND active.version = v.version AND active.status IN ('running', 'parked')
                             THEN 'in_progress' ELSE v.status END`;
/** At most one row, by the partial unique index `ux_agent_run_active_brief`. */
const JOIN_ACTIVE = `LEFT JOIN agent_run active ON active.brief_id = b.id AND active.status IN ('queued', 'running', 'parked')`;

/** What every statement about one brief begins with. */
type OfBrief = readonly [briefId: string, ownerId: string, ...more: unknown[]];

/** Reads briefs for their owner. Each call is one statement over primary keys and indexes; a brief of somebody else
 *  is not found, and of one that has expired there is nothing to read: BriefExpiredError. */
@Injectable()
export class BriefReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly artifacts: Artifacts,
  ) {}

  /** @param version default: the one that readers see. @throws BriefNotFoundError */
  async find(briefId: string, ownerId: string, version: number | null = null): Promise<BriefView> {
    const row = await this.one<BriefRow>(
      `SELECT b.id, b.legacy_id, b.updated_at, b.expires_at, b.created_at,
              CASE WHEN $3::int IS NULL THEN ${STATUS} ELSE ${VERSION_STATUS} END AS status,
              v.version, v.input, v.market_research, v.content_generation, v.logo_creation, v.seo_optimization,
              v.template_selection, v.agents, v.provenance, v.missing_information, v.warnings, v.confidence,
              v.is_ready_for_website, v.readiness_missing,
              (SELECT jsonb_object_agg(t.name, t.status) FROM agent_task t
                WHERE t.run_id = active.id AND active.version = v.version) AS tasks
         FROM business_briefs b
         JOIN brief_versions v ON v.brief_id = b.id AND v.version = coalesce($3, b.current_version)
         ${JOIN_ACTIVE}
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId, version],
    );
    return toBriefView(row);
  }

  /** Every version ever started, newest first. @throws BriefNotFoundError */
  async versions(briefId: string, ownerId: string): Promise<readonly VersionSummary[]> {
    return this.some<VersionSummary>(
      `SELECT v.version, ${VERSION_STATUS} AS status, v.run_id AS "runId", v.version = b.current_version AS "isCurrent",
              v.confidence, v.is_ready_for_website AS "isReadyForWebsite", v.created_at AS "createdAt",
              v.finished_at AS "finishedAt"
         FROM business_briefs b JOIN brief_versions v ON v.brief_id = b.id ${JOIN_ACTIVE}
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED} ORDER BY v.version DESC`,
      [briefId, ownerId],
    );
  }

  /** @throws BriefNotFoundError */
  async status(briefId: string, ownerId: string): Promise<BriefProgress> {
    const row = await this.one<ProgressRow>(
      `SELECT b.id, ${STATUS} AS status, v.version, v.run_id, v.status AS version_status, v.agents,
              v.created_at AS version_created_at, v.finished_at AS version_finished_at,
              r.status AS run_status, r.started_at, r.finished_at,
              (SELECT jsonb_object_agg(t.name, t.status) FROM agent_task t WHERE t.run_id = r.id) AS tasks
         FROM business_briefs b
         JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.last_version
         LEFT JOIN agent_run r ON r.id = v.run_id
         ${JOIN_ACTIVE}
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId],
    );
    return toProgress(row);
  }

  /** Events after `after` (exclusive), oldest first. @throws BriefNotFoundError */
  async events(
    briefId: string,
    ownerId: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly BriefEvent[]> {
    const rows = await this.some<BriefEvent | NoEvent>(
      `SELECT e.* FROM business_briefs b
         LEFT JOIN LATERAL (
           SELECT seq AS id, run_id AS "runId", type, at, agent, data FROM run_event
            WHERE brief_id = b.id AND seq > $3 ORDER BY seq LIMIT $4) e ON true
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED} ORDER BY e.id`,
      [briefId, ownerId, page.after, page.limit],
    );
    return rows.filter((row): row is BriefEvent => row.id !== null);
  }

  /** @throws BriefNotFoundError */
  async logState(briefId: string, ownerId: string): Promise<LogState> {
    return this.one<LogState>(
      `SELECT greatest(b.last_event_seq, active.event_seq) AS "lastEventId", active.id AS "activeRunId",
              (SELECT min(seq) FROM run_event WHERE brief_id = b.id) AS "firstEventId"
         FROM business_briefs b ${JOIN_ACTIVE}
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId],
    );
  }

  /** A person's briefs, newest first, at most `limit`, after `position`. */
  async list(ownerId: string, limit: number, position: ListPosition | null): Promise<BriefPage> {
    const rows: SummaryRow[] = await this.dataSource.query(
      `SELECT b.id AS "briefId", b.legacy_id AS "legacyId", b.current_version AS version, ${STATUS} AS status,
              b.business_name AS "businessName", b.sector, v.confidence, v.is_ready_for_website AS "isReadyForWebsite",
              b.created_at AS "createdAt", b.updated_at AS "updatedAt",
              (extract(epoch FROM b.created_at) * 1000000)::float8 AS "createdAtMicros"
         FROM business_briefs b
         JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
         ${JOIN_ACTIVE}
        WHERE b.owner_id = $1 AND NOT ${IS_EXPIRED}
          AND (b.created_at, b.id) < (coalesce('epoch'::timestamptz + $3::bigint * interval '1 microsecond', 'infinity'),
                                      coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY b.created_at DESC, b.id DESC LIMIT $2`,
      [ownerId, limit + 1, position?.createdAtMicros ?? null, position?.briefId ?? null],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      next:
        rows.length > limit && last ? { createdAtMicros: last.createdAtMicros, briefId: last.briefId } : null,
    };
  }

  /** Files of the version that readers see, by path. @throws BriefNotFoundError */
  async filesOf(briefId: string, ownerId: string): Promise<readonly ArtifactStat[]> {
    return this.artifacts.list(briefId, await this.currentVersion(briefId, ownerId));
  }

  /** @param path as a caller wrote it. @throws BriefNotFoundError also when the path has no canonical form. */
  async file(briefId: string, ownerId: string, path: string): Promise<BriefFile> {
    const version = await this.currentVersion(briefId, ownerId);
    const file = await this.artifacts.find(briefId, version, canonicalPath(path));
    if (!file) throw new BriefNotFoundError();
    return file;
  }

  /** Every run of the brief that is still kept. @throws BriefNotFoundError */
  async runsOf(
    briefId: string,
    ownerId: string,
  ): Promise<readonly { readonly runId: string; readonly status: RunStatus }[]> {
    const rows = await this.some<{ runId: string; status: RunStatus | null }>(
      `SELECT r.id AS "runId", r.status FROM business_briefs b LEFT JOIN agent_run r ON r.brief_id = b.id
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId],
    );
    return rows.flatMap(({ runId, status }) => (status === null ? [] : [{ runId, status }]));
  }

  private async currentVersion(briefId: string, ownerId: string): Promise<number> {
    const row = await this.one<{ version: number }>(
      `SELECT b.current_version AS version FROM business_briefs b
        WHERE b.id = $1 AND b.owner_id = $2 AND NOT ${IS_EXPIRED}`,
      [briefId, ownerId],
    );
    return row.version;
  }

  private async one<Row>(sql: string, parameters: OfBrief): Promise<Row> {
    const [row] = await this.some<Row>(sql, parameters);
    if (row === undefined) throw new BriefNotFoundError();
    return row;
  }

  private async some<Row>(sql: string, parameters: OfBrief): Promise<Row[]> {
    const { manager } = this.dataSource;
    const [briefId, ownerId] = parameters;
    const rows = await queryPrepared<Row>(manager, sql, parameters);
    if (rows.length === 0) throw await missingBrief(manager, briefId, ownerId);
    return rows;
  }
}

interface BriefRow extends Blocks {
  readonly id: string;
  readonly legacy_id: number;
  readonly version: number;
  readonly status: BriefStatus;
  readonly input: RunInput;
  readonly agents: AgentRecords;
  readonly provenance: StoredResults['provenance'];
  readonly missing_information: readonly MissingInformation[];
  readonly warnings: readonly BriefWarning[];
  readonly confidence: number | null;
  readonly is_ready_for_website: boolean;
  readonly readiness_missing: readonly UnmetCondition[];
  readonly tasks: Readonly<Record<TaskName, TaskStatus>> | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly expires_at: Date | null;
}

interface ProgressRow {
  readonly id: string;
  readonly status: BriefStatus;
  readonly version: number;
  readonly run_id: string | null;
  readonly version_status: RunStatus | 'draft';
  readonly agents: AgentRecords;
  readonly version_created_at: Date;
  readonly version_finished_at: Date | null;
  /** Null when the run has been pruned: then the version tells. */
  readonly run_status: RunStatus | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly tasks: Readonly<Record<TaskName, TaskStatus>> | null;
}

interface SummaryRow extends BriefSummary {
  readonly createdAtMicros: number;
}

interface NoEvent {
  readonly id: null;
}

function toBriefView(row: BriefRow): BriefView {
  return {
    briefId: row.id,
    legacyId: row.legacy_id,
    version: row.version,
    status: row.status,
    input: row.input,
    market_research: row.market_research,
    content_generation: row.content_generation,
    logo_creation: row.logo_creation,
    seo_optimization: row.seo_optimization,
    template_selection: row.template_selection,
    agents: perAgent((agent) => agentView(row.agents[agent], row.tasks?.[agent])),
    provenance: row.provenance,
    missingInformation: row.missing_information,
    warnings: row.warnings,
    confidence: row.confidence,
    isReadyForWebsite: row.is_ready_for_website,
    readinessMissing: row.readiness_missing,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}

/** While the version's run is unfinished its tasks tell where it stands; afterwards the version does. */
function agentView(record: AgentRecord | undefined, taskStatus: TaskStatus | undefined): AgentView {
  return {
    status: record?.status ?? taskStatus ?? 'pending',
    provider: record?.provider ?? null,
    model: record?.model ?? null,
    warnings: record?.warnings ?? [],
    error: record?.error ?? null,
    is_kept: record?.is_kept ?? false,
  };
}

function toProgress(row: ProgressRow): BriefProgress {
  const { tasks } = row;
  const settled = TASK_NAMES.filter((name) => isSettled(tasks?.[name])).length;
  return {
    briefId: row.id,
    runId: row.run_id,
    version: row.version,
    status: row.status,
    runStatus: row.run_status ?? (row.version_status === 'draft' ? null : row.version_status),
    agents: perAgent((agent) => tasks?.[agent] ?? row.agents[agent]?.status ?? 'pending'),
    progress: tasks ? Math.floor((100 * settled) / TASK_NAMES.length) : row.run_id === null ? 0 : 100,
    startedAt: row.run_status ? row.started_at : row.run_id === null ? null : row.version_created_at,
    finishedAt: row.run_status ? row.finished_at : row.version_finished_at,
  };
}

function isSettled(status: TaskStatus | undefined): boolean {
  return status !== undefined && status !== 'pending' && status !== 'running';
}

function canonicalPath(path: string): string {
  try {
    return normalisePath(path);
  } catch (error) {
    if (error instanceof VfsError) throw new BriefNotFoundError();
    throw error;
  }
}
