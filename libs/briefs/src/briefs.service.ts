import { AGENT_NAMES, type AgentName, type RunInput } from '@genesis/agents';
import {
  IdempotentTransaction,
  isUniqueViolation,
  queryPrepared,
  together,
  transaction,
} from '@genesis/database';
import { AppError, newId } from '@genesis/kernel';
import type { BusinessBrief, Language } from '@genesis/knowledge';
import { VirtualFiles } from '@genesis/redis-vfs';
import { type InitialFile, isActive, type RunCost, RunsService, type RunStatus } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { keptTasks, type StoredResults } from './brief-blocks.js';
import { notesOnInput, resolveInput } from './brief-input.js';
import { BriefReader } from './brief-reader.js';
import { BriefNotFoundError, GenerationRunningError } from './briefs.errors.js';
import type { BriefStatus } from './entities/business-brief.entity.js';
import { jsonb } from './stored-json.js';

export interface BriefOwner {
  readonly id: string;
  /** The profile's preferred language; French is written where it is not a language of the engine. */
  readonly language: string;
}

/** A call that starts a run, with what makes it repeatable and traceable. */
export interface StartRequest {
  readonly owner: BriefOwner;
  /** The caller's `Idempotency-Key`, or null. */
  readonly idempotencyKey: string | null;
  readonly requestId: string | null;
}

export interface GenerateCommand {
  readonly brief: BusinessBrief;
  /** Default: the owner's. */
  readonly language: Language | null;
}

export interface StartedRun {
  readonly briefId: string;
  readonly runId: string;
  /** The answer of an earlier call with the same key; nothing was started now. */
  readonly isReplay: boolean;
}

export interface CancelledRun {
  readonly briefId: string;
  readonly runId: string;
  readonly status: BriefStatus;
  /** Still `running` while its worker is letting go. */
  readonly runStatus: RunStatus;
  /** What it has cost until now. */
  readonly cost: RunCost;
}

/** What a draft says, as its agents will be given it. */
export interface BriefDraft {
  readonly ownerId: string;
  /** Default: a new brief. */
  readonly briefId: string | null;
  readonly input: RunInput;
}

interface StartedRow {
  readonly brief_id: string;
  readonly run_id: string;
  readonly [key: string]: string;
}

/** Starting, cancelling and deleting briefs. A brief of somebody else is not found. */
@Injectable()
export class BriefsService {
  private readonly logger = new Logger(BriefsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly idempotent: IdempotentTransaction,
    private readonly runs: RunsService,
    private readonly reader: BriefReader,
    private readonly files: VirtualFiles,
  ) {}

  /** Makes a new brief and starts its first run. Idempotent per owner and key for 24 hours.
   *  @throws AppError IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async generate(request: StartRequest, command: GenerateCommand): Promise<StartedRun> {
    const { owner } = request;
    const language = command.language ?? (owner.language === 'en' ? 'en' : 'fr');
    return this.start(request, 'POST /business/brief/generate', command, (tx) =>
      this.insertBrief(tx, request, resolveInput(command.brief, language)),
    );
  }

  /** Starts a run that makes the chosen agents' results anew, as a new version; the others keep theirs.
   *  @throws BriefNotFoundError; GenerationRunningError while a run of the brief is unfinished;
   *  AppError IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async regenerate(
    request: StartRequest,
    briefId: string,
    agents: readonly AgentName[],
  ): Promise<StartedRun> {
    const chosen = AGENT_NAMES.filter((agent) => agents.includes(agent));
    try {
      return await this.start(request, `POST /business/brief/${briefId}/regenerate`, chosen, (tx) =>
        this.insertVersion(tx, request, briefId, chosen),
      );
    } catch (error) {
      if (isUniqueViolation(error, 'ux_agent_run_active_brief')) {
        throw new GenerationRunningError({ cause: error });
      }
      throw error;
    }
  }

  /** Writes a draft of a coached brief, or writes it anew. @returns its id.
   *  @throws BriefNotFoundError; AppError ILLEGAL_TRANSITION when a run was started from it already. */
  async saveDraft(tx: EntityManager, { ownerId, briefId, input }: BriefDraft): Promise<string> {
    const { warnings, missing } = notesOnInput(input);
    if (briefId === null) return this.insertDraft(tx, ownerId, input);
    const current = await lockCurrentVersion(tx, briefId, ownerId);
    if (!isUnused(current.status)) throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    // What a failed or cancelled run was given stays on record: its successor gets a version of its own.
    if (current.status !== 'draft') return briefId;
    await together(
      queryPrepared(
        tx,
        `UPDATE business_briefs SET business_name = $2, sector = $3, updated_at = now() WHERE id = $1`,
        [briefId, input.brief.business_name, input.sector],
      ),
      queryPrepared(
        tx,
        `UPDATE brief_versions SET input = $3, warnings = $4, missing_information = $5 WHERE brief_id = $1 AND version = $2`,
        [briefId, current.last_version, jsonb(input), jsonb(warnings), jsonb(missing)],
      ),
    );
    return briefId;
  }

  /** Starts the run of a draft; where it failed or was cancelled, another one. Idempotent per owner and key for 24 hours.
   *  @param files what the agents find in their workspace from the start.
   *  @param guard runs first in the transaction, and refuses the start by throwing.
   *  @throws BriefNotFoundError; GenerationRunningError; AppError ILLEGAL_TRANSITION when the brief has results (those are
   *  regenerated); IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async generateDraft(
    request: StartRequest,
    draft: BriefDraft & { readonly briefId: string },
    files: readonly InitialFile[],
    guard: (tx: EntityManager) => Promise<void>,
  ): Promise<StartedRun> {
    try {
      return await this.start(
        request,
        'POST /business/brief/generate',
        { briefId: draft.briefId },
        async (tx) => {
          await guard(tx);
          return this.startDraft(tx, request, draft, files);
        },
      );
    } catch (error) {
      if (isUniqueViolation(error, 'ux_agent_run_active_brief')) {
        throw new GenerationRunningError({ cause: error });
      }
      throw error;
    }
  }

  /** Asks the brief's run to end. Repeatable until it has.
   *  @throws BriefNotFoundError; AppError ILLEGAL_TRANSITION when no run is unfinished. */
  async cancel(ownerId: string, briefId: string): Promise<CancelledRun> {
    const { runId } = await this.reader.status(briefId, ownerId);
    if (runId === null) throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    await this.runs.cancel(runId);
    const [now, cost] = await Promise.all([this.reader.status(briefId, ownerId), this.runs.cost(runId)]);
    return { briefId, runId, status: now.status, runStatus: now.runStatus ?? 'cancelled', cost };
  }

  /** Deletes a brief with its versions, files, runs and events; an unfinished run ends with it.
   *  @throws BriefNotFoundError */
  async delete(ownerId: string, briefId: string): Promise<void> {
    const runs = await this.reader.runsOf(briefId, ownerId);
    const unfinished = runs.find((run) => isActive(run.status));
    if (unfinished) await this.cancelQuietly(unfinished.runId);
    await transaction(this.dataSource, async (tx) => {
      // A worker's commit locks the run and then the brief: the same order here, or the two could wait for each other.
      await queryPrepared(tx, `SELECT id FROM agent_run WHERE brief_id = $1 ORDER BY id FOR UPDATE`, [
        briefId,
      ]);
      await queryPrepared(tx, `DELETE FROM business_briefs WHERE id = $1 AND owner_id = $2`, [
        briefId,
        ownerId,
      ]);
    });
    await Promise.all(runs.map(({ runId }) => this.dropWorkspace(runId, ownerId)));
  }

  private async start(
    { owner, idempotencyKey }: StartRequest,
    route: string,
    body: unknown,
    work: (tx: EntityManager) => Promise<StartedRow>,
  ): Promise<StartedRun> {
    const { answer, isReplay } = await this.idempotent.run(
      { scope: `${owner.id} ${route}`, key: idempotencyKey, body },
      work,
    );
    if (!isReplay) await this.runs.enqueue(answer.run_id);
    return { briefId: answer.brief_id, runId: answer.run_id, isReplay };
  }

  private async insertBrief(tx: EntityManager, request: StartRequest, input: RunInput): Promise<StartedRow> {
    const briefId = newId();
    const runId = newId();
    await together(
      queryPrepared(
        tx,
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector) VALUES ($1, $2, 'queued', $3, $4)`,
        [briefId, request.owner.id, input.brief.business_name, input.sector],
      ),
      insertVersionRow(tx, { briefId, version: 1, runId, input }),
      this.runs.start(tx, {
        runId,
        briefId,
        version: 1,
        ownerId: request.owner.id,
        input,
        requestedAgents: AGENT_NAMES,
        kept: {},
        keptFromWorkspaceId: null,
        files: [],
        previousEventSeq: 0,
        requestId: request.requestId,
      }),
    );
    return { brief_id: briefId, run_id: runId };
  }

  private async insertVersion(
    tx: EntityManager,
    request: StartRequest,
    briefId: string,
    chosen: readonly AgentName[],
  ): Promise<StartedRow> {
    const current = await lockCurrentVersion(tx, briefId, request.owner.id);
    if (await hasActiveRun(tx, briefId)) throw new GenerationRunningError();
    if (current.status === 'draft') throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    const runId = newId();
    const version = current.last_version + 1;
    const kept = keptTasks(current, chosen);
    await together(
      insertVersionRow(tx, { briefId, version, runId, input: current.input }),
      queryPrepared(
        tx,
        `UPDATE business_briefs SET status = 'queued', last_version = $2, updated_at = now() WHERE id = $1`,
        [briefId, version],
      ),
      this.runs.start(tx, {
        runId,
        briefId,
        version,
        ownerId: request.owner.id,
        input: current.input,
        requestedAgents: chosen,
        kept,
        keptFromWorkspaceId: current.run_id,
        files: [],
        previousEventSeq: current.last_event_seq,
        requestId: request.requestId,
      }),
    );
    return { brief_id: briefId, run_id: runId };
  }

  private async insertDraft(tx: EntityManager, ownerId: string, input: RunInput): Promise<string> {
    const briefId = newId();
    await together(
      queryPrepared(
        tx,
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector, source)
         VALUES ($1, $2, 'draft', $3, $4, 'coaching')`,
        [briefId, ownerId, input.brief.business_name, input.sector],
      ),
      insertVersionRow(tx, { briefId, version: 1, runId: null, input }),
    );
    return briefId;
  }

  private async startDraft(
    tx: EntityManager,
    request: StartRequest,
    { briefId, input }: BriefDraft & { readonly briefId: string },
    files: readonly InitialFile[],
  ): Promise<StartedRow> {
    const current = await lockCurrentVersion(tx, briefId, request.owner.id);
    if (await hasActiveRun(tx, briefId)) throw new GenerationRunningError();
    if (!isUnused(current.status)) throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    const { warnings, missing } = notesOnInput(input);
    const runId = newId();
    const isFirst = current.status === 'draft';
    const version = isFirst ? current.last_version : current.last_version + 1;
    await together(
      isFirst
        ? queryPrepared(
            tx,
            `UPDATE brief_versions
                SET status = 'queued', run_id = $3, input = $4, warnings = $5, missing_information = $6
              WHERE brief_id = $1 AND version = $2`,
            [briefId, version, runId, jsonb(input), jsonb(warnings), jsonb(missing)],
          )
        : insertVersionRow(tx, { briefId, version, runId, input }),
      queryPrepared(
        tx,
        `UPDATE business_briefs
            SET status = 'queued', last_version = $2, business_name = $3, sector = $4, updated_at = now()
          WHERE id = $1`,
        [briefId, version, input.brief.business_name, input.sector],
      ),
      this.runs.start(tx, {
        runId,
        briefId,
        version,
        ownerId: request.owner.id,
        input,
        requestedAgents: AGENT_NAMES,
        kept: {},
        keptFromWorkspaceId: null,
        files,
        previousEventSeq: current.last_event_seq,
        requestId: request.requestId,
      }),
    );
    return { brief_id: briefId, run_id: runId };
  }

  private async cancelQuietly(runId: string): Promise<void> {
    try {
      await this.runs.cancel(runId);
    } catch (error) {
      // It ended a moment ago, which is all that was wanted.
      if (!(error instanceof AppError && error.code === 'ILLEGAL_TRANSITION')) throw error;
    }
  }

  /** The working copy has a time to live of its own. */
  private async dropWorkspace(workspaceId: string, ownerId: string): Promise<void> {
    try {
      await this.files.workspace({ workspaceId, ownerId }).deleteWorkspace();
    } catch (error) {
      this.logger.warn({ run_id: workspaceId, error: String(error) }, 'workspace left to expire');
    }
  }
}

interface CurrentVersionRow extends StoredResults {
  readonly status: BriefStatus;
  readonly last_version: number;
  readonly last_event_seq: number;
  /** Null for a draft. */
  readonly run_id: string | null;
  readonly input: RunInput;
}

/** The lock makes regenerations of one brief take turns. What is read comes from a statement of its own: one that waited
 *  for the lock still sees the other tables as they were before the wait. */
async function lockCurrentVersion(
  tx: EntityManager,
  briefId: string,
  ownerId: string,
): Promise<CurrentVersionRow> {
  const [, rows] = await together(
    lockBrief(tx, briefId, ownerId),
    queryPrepared<CurrentVersionRow>(
      tx,
      `SELECT b.status, b.last_version, b.last_event_seq, v.run_id, v.input, v.agents, v.provenance, v.market_research,
              v.content_generation, v.logo_creation, v.seo_optimization, v.template_selection
         FROM business_briefs b JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
        WHERE b.id = $1 AND b.owner_id = $2`,
      [briefId, ownerId],
    ),
  );
  if (!rows[0]) throw new BriefNotFoundError();
  return rows[0];
}

async function lockBrief(tx: EntityManager, briefId: string, ownerId: string): Promise<unknown> {
  return queryPrepared(tx, `SELECT FROM business_briefs WHERE id = $1 AND owner_id = $2 FOR UPDATE`, [
    briefId,
    ownerId,
  ]);
}

/** True for a brief from whose input something can still be made for the first time. */
function isUnused(status: BriefStatus): boolean {
  return status === 'draft' || status === 'failed' || status === 'cancelled';
}

/** Takes no lock: a worker that is ending the run waits for the brief's row, which the caller may hold. */
async function hasActiveRun(tx: EntityManager, briefId: string): Promise<boolean> {
  const rows = await queryPrepared<unknown>(
    tx,
    `SELECT 1 FROM agent_run WHERE brief_id = $1 AND status IN ('queued', 'running', 'parked')`,
    [briefId],
  );
  return rows.length > 0;
}

async function insertVersionRow(
  tx: EntityManager,
  row: { briefId: string; version: number; runId: string | null; input: RunInput },
): Promise<void> {
  const { warnings, missing } = notesOnInput(row.input);
  await queryPrepared(
    tx,
    `INSERT INTO brief_versions (brief_id, version, status, run_id, input, warnings, missing_information)
     VALUES ($1, $2, CASE WHEN $3::uuid IS NULL THEN 'draft' ELSE 'queued' END, $3, $4, $5, $6)`,
    [row.briefId, row.version, row.runId, jsonb(row.input), jsonb(warnings), jsonb(missing)],
  );
}
