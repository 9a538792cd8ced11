import { AGENT_NAMES, type AgentName, type RunInput } from '@genesis/agents';
import { AssetStore } from '@genesis/assets';
import { FaultSettings } from '@genesis/config';
import {
  IdempotentTransaction,
  isUniqueViolation,
  queryPrepared,
  together,
  transaction,
} from '@genesis/database';
import { AppError, newId } from '@genesis/kernel';
import { type Allowance, keepCostOfRuns, Plans, QuotaService, releaseVanished } from '@genesis/quota';
import { VirtualFiles } from '@genesis/redis-vfs';
import { failpoint, type InitialFile, isActive, type NewRun, RunsService } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { keptTasks } from './brief-blocks.js';
import { notesOnInput, resolveInput } from './brief-input.js';
import { BriefReader } from './brief-reader.js';
import {
  hasActiveRun,
  hasCostUnit,
  insertVersionRow,
  isUnused,
  lockCurrentVersion,
  lockToDelete,
  regenerationsToday,
} from './brief-rows.js';
import type {
  BriefDraft,
  BriefOwner,
  CancelledRun,
  GenerateCommand,
  StartedRun,
  StartRequest,
} from './briefs.commands.js';
import { BriefExpiredError, GenerationRunningError, RegenerationLimitError } from './briefs.errors.js';
import type { BriefSource } from './entities/business-brief.entity.js';
import { leaveWebsites } from './left-websites/left-website-rows.js';
import { LeftWebsites } from './left-websites/left-websites.js';
import { jsonb } from './stored-json.js';

interface StartedRow {
  readonly brief_id: string;
  readonly run_id: string;
  readonly [key: string]: string;
}

/** Free regenerations of one brief in a day (UTC). Source: the product's rules of plans and quotas. */
const MOST_REGENERATIONS_A_DAY = 5;

/** A transaction that starts a run, and what its owner may do. */
interface Starting {
  readonly tx: EntityManager;
  readonly request: StartRequest;
  readonly allowance: Allowance;
  /** Called with whether the run that was started may enter the queue at once. */
  readonly admitted: (isAdmitted: boolean) => void;
}

type RunStart = Omit<NewRun, 'ownerId' | 'subscriptionPlan' | 'requestId'> & {
  /** What the run costs of the owner's quota. */
  readonly units: 0 | 1;
};

/** Starting, cancelling and deleting briefs. A brief of somebody else is not found. Whatever starts a run reserves quota in
 *  the same transaction, and throws QuotaExceededError, SubscriptionInactiveError, SubscriptionUnknownError or AppError
 *  NO_SUBSCRIPTION when it may not, and QUEUE_CLOSED while the queue takes no job. Of a brief that has expired only its id
 *  is left: BriefExpiredError. */
@Injectable()
export class BriefsService {
  private readonly logger = new Logger(BriefsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly idempotent: IdempotentTransaction,
    private readonly runs: RunsService,
    private readonly reader: BriefReader,
    private readonly files: VirtualFiles,
    private readonly assets: AssetStore,
    private readonly websites: LeftWebsites,
    private readonly faults: FaultSettings,
    private readonly plans: Plans,
    private readonly quota: QuotaService,
  ) {}

  /** Makes a new brief and starts its first run. Idempotent per owner and key for 24 hours.
   *  @throws BriefNotFoundError when the brief of the key is gone; AppError IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async generate(request: StartRequest, command: GenerateCommand): Promise<StartedRun> {
    const { owner } = request;
    const language = command.language ?? (owner.language === 'en' ? 'en' : 'fr');
    return this.start(request, 'POST /business/brief/generate', command, (starting) =>
      this.insertBrief(starting, {
        input: resolveInput(command.brief, language, command.origin),
        source: command.source ?? 'api',
      }),
    );
  }

  /** Starts a run that makes the chosen agents' results anew, as a new version; the others keep theirs. Sections cost no
   *  quota, and are limited by the day; all five at once are a generation like the first.
   *  @throws BriefNotFoundError; GenerationRunningError while a run of the brief is unfinished; RegenerationLimitError;
   *  AppError IDEMPOTENCY_MISMATCH, IDEMPOTENCY_IN_FLIGHT */
  async regenerate(
    request: StartRequest,
    briefId: string,
    agents: readonly AgentName[],
  ): Promise<StartedRun> {
    const chosen = AGENT_NAMES.filter((agent) => agents.includes(agent));
    try {
      return await this.start(request, `POST /business/brief/${briefId}/regenerate`, chosen, (starting) =>
        this.insertVersion(starting, briefId, chosen),
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
        async (starting) => {
          await guard(starting.tx);
          return this.startDraft(starting, draft, files);
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

  /** Deletes a brief with its versions, files, runs and events; an unfinished run ends with it, and its website is taken
   *  down where its platform has a call for that. What it has used of the quota stays used, and what it has cost stays in
   *  its owner's accounts.
   *  @param last the last version that the caller knows of; null deletes whatever is there
   *  @throws BriefNotFoundError; AppError PRECONDITION_FAILED when there is a later version, or somebody was faster */
  async delete(ownerId: string, briefId: string, last: number | null = null): Promise<void> {
    if (last !== null && (await this.reader.status(briefId, ownerId)).version !== last) throw changedSince();
    const runs = await this.runsOf(briefId, ownerId);
    const unfinished = runs.find((run) => isActive(run.status));
    if (unfinished) await this.cancelQuietly(unfinished.runId);
    await transaction(this.dataSource, async (tx) => {
      // A worker's commit locks the run and then the brief: the same order here, or the two could wait for each other.
      const locked = await queryPrepared<{ id: string }>(
        tx,
        `SELECT id FROM agent_run WHERE brief_id = $1 AND owner_id = $2 ORDER BY id FOR UPDATE`,
        [briefId, ownerId],
      );
      const runIds = locked.map(({ id }) => id);
      if (!(await lockToDelete(tx, { briefId, ownerId, last }))) {
        if (last !== null) throw changedSince();
        return;
      }
      await leaveWebsites(tx, [briefId]);
      await together(
        keepCostOfRuns(tx, runIds),
        queryPrepared(tx, `DELETE FROM business_briefs WHERE id = $1`, [briefId]),
        releaseVanished(tx, runIds),
      );
    });
    await failpoint(this.faults, 'briefs:after-delete');
    await this.websites.takeDown(briefId);
    await Promise.all(runs.map(({ runId }) => this.dropWorkspace(runId, ownerId)));
    await this.dropPictures();
  }

  /** Deletes a brief that no agent has worked on. One whose generation has begun meanwhile stays. */
  async deleteDraft(ownerId: string, briefId: string): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM business_briefs WHERE id = $1 AND owner_id = $2 AND status = 'draft'`,
      [briefId, ownerId],
    );
  }

  /** One that has expired has none, and can be deleted like any other. */
  private async runsOf(briefId: string, ownerId: string): ReturnType<BriefReader['runsOf']> {
    try {
      return await this.reader.runsOf(briefId, ownerId);
    } catch (error) {
      if (error instanceof BriefExpiredError) return [];
      throw error;
    }
  }

  private async start(
    request: StartRequest,
    route: string,
    body: unknown,
    work: (starting: Starting) => Promise<StartedRow>,
  ): Promise<StartedRun> {
    const { owner, idempotencyKey, asked } = request;
    const keyed = { key: idempotencyKey, ...(asked ?? { scope: `${owner.id} ${route}`, body }) };
    let allowance: Allowance;
    try {
      // Before the transaction: it may ask DigitalCloud360.
      allowance = await this.plans.of(owner);
    } catch (error) {
      // What was answered before is answered again, whatever has become of the subscription.
      const answer = await this.idempotent.stored<StartedRow>(keyed);
      if (answer === null) throw error;
      return this.startedBefore(answer, owner);
    }
    const admission = { isAdmitted: false };
    const admitted = (isAdmitted: boolean) => {
      admission.isAdmitted = isAdmitted;
    };
    const { answer, isReplay } = await this.idempotent.run(keyed, async (tx) => {
      await this.runs.requireOpenQueue();
      return work({ tx, request, allowance, admitted });
    });
    if (isReplay) return this.startedBefore(answer, owner);
    if (admission.isAdmitted) await this.runs.enqueue(answer.run_id);
    return { briefId: answer.brief_id, runId: answer.run_id, isReplay };
  }

  /** The key outlives its brief: what was deleted is not made, and paid for, once more by a call that comes late.
   *  @throws BriefNotFoundError; BriefExpiredError */
  private async startedBefore({ brief_id, run_id }: StartedRow, owner: BriefOwner): Promise<StartedRun> {
    await this.reader.status(brief_id, owner.id);
    return { briefId: brief_id, runId: run_id, isReplay: true };
  }

  private async startRun({ tx, request, allowance, admitted }: Starting, start: RunStart): Promise<void> {
    const { units, ...run } = start;
    const [, isAdmitted] = await together(
      this.quota.reserve(tx, { runId: run.runId, subscriber: request.owner, allowance, units }),
      this.runs.start(tx, {
        ...run,
        ownerId: request.owner.id,
        subscriptionPlan: allowance.plan,
        requestId: request.requestId,
      }),
    );
    admitted(isAdmitted);
  }

  private async insertBrief(
    starting: Starting,
    { input, source }: { readonly input: RunInput; readonly source: BriefSource },
  ): Promise<StartedRow> {
    const { tx, request } = starting;
    const briefId = newId();
    const runId = newId();
    await together(
      queryPrepared(
        tx,
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector, source)
         VALUES ($1, $2, 'queued', $3, $4, $5)`,
        [briefId, request.owner.id, input.brief.business_name, input.sector, source],
      ),
      insertVersionRow(tx, { briefId, version: 1, runId, input }),
      this.startRun(starting, {
        runId,
        briefId,
        version: 1,
        input,
        requestedAgents: AGENT_NAMES,
        kept: {},
        keptFromWorkspaceId: null,
        files: [],
        previousEventSeq: 0,
        units: 1,
      }),
    );
    return { brief_id: briefId, run_id: runId };
  }

  private async insertVersion(
    starting: Starting,
    briefId: string,
    chosen: readonly AgentName[],
  ): Promise<StartedRow> {
    const { tx, request } = starting;
    const current = await lockCurrentVersion(tx, briefId, request.owner.id);
    const [isRunning, today, isPaid] = await together(
      hasActiveRun(tx, briefId),
      regenerationsToday(tx, briefId),
      hasCostUnit(tx, briefId),
    );
    if (isRunning) throw new GenerationRunningError();
    if (current.status === 'draft') throw new AppError({ code: 'ILLEGAL_TRANSITION', kind: 'conflict' });
    const isWhole = chosen.length === AGENT_NAMES.length;
    // Sections are free beside a generation, not instead of one.
    const units = isWhole || !isPaid ? 1 : 0;
    if (!isWhole && today.count >= MOST_REGENERATIONS_A_DAY) {
      throw new RegenerationLimitError(MOST_REGENERATIONS_A_DAY, today.msToTomorrow);
    }
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
      this.startRun(starting, {
        runId,
        briefId,
        version,
        input: current.input,
        requestedAgents: chosen,
        kept,
        keptFromWorkspaceId: current.run_id,
        files: [],
        previousEventSeq: current.last_event_seq,
        units,
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
    starting: Starting,
    { briefId, input }: BriefDraft & { readonly briefId: string },
    files: readonly InitialFile[],
  ): Promise<StartedRow> {
    const { tx, request } = starting;
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
      this.startRun(starting, {
        runId,
        briefId,
        version,
        input,
        requestedAgents: AGENT_NAMES,
        kept: {},
        keptFromWorkspaceId: null,
        files,
        previousEventSeq: current.last_event_seq,
        units: 1,
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

  /** What is left over is found by the next sweep of the store. */
  private async dropPictures(): Promise<void> {
    try {
      await this.assets.removeUnused();
    } catch (error) {
      this.logger.warn({ error: String(error) }, 'pictures left to the sweep');
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

function changedSince(): AppError {
  return new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict' });
}
