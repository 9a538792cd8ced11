import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import { BriefsService } from '@genesis/briefs';
import { AccountsService, type AuthenticatedUser, Unauthorized } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import type { RunReport } from '@genesis/runs';
import { Injectable } from '@nestjs/common';

export interface RetriedRun {
  /** The run that makes anew what failed. */
  readonly runId: string;
  readonly agents: readonly AgentName[];
}

/** Starts a regeneration of what failed in a run, as the brief's owner would: sections count among those of the day, and
 *  cost what the brief's runs gave back if none of them cost anything; so do all five. */
@Injectable()
export class FailedRunRetry {
  constructor(
    private readonly briefs: BriefsService,
    private readonly accounts: AccountsService,
  ) {}

  /** @param run one that has ended @param withFallbacks also what was written without the vendor that should have
   *  @throws AppError NOTHING_FAILED, RUN_SUPERSEDED, OWNER_GONE (conflict), and whatever refuses a regeneration */
  async retry(run: RunReport, withFallbacks: boolean): Promise<RetriedRun> {
    if (run.status !== 'failed' && run.status !== 'partial') {
      throw refused('NOTHING_FAILED', `run ${run.runId} is ${run.status}`);
    }
    const agents = AGENT_NAMES.filter((name) => isWanting(run, name, withFallbacks));
    if (agents.length === 0) throw refused('NOTHING_FAILED', `no section of run ${run.runId} has failed`);
    if (run.supersededBy !== null) {
      throw refused('RUN_SUPERSEDED', `the newest run of brief ${run.briefId} is ${run.supersededBy}`);
    }
    const request = {
      owner: await this.ownerOf(run),
      // Two operators at once start one run.
      idempotencyKey: run.runId,
      requestId: run.requestId,
      asked: { scope: 'operators retry', body: { run: run.runId } },
    };
    const { runId } = await this.briefs.regenerate(request, run.briefId, agents);
    return { runId, agents };
  }

  private async ownerOf(run: RunReport): Promise<AuthenticatedUser> {
    try {
      return await this.accounts.activeUser(run.ownerId);
    } catch (error) {
      if (!(error instanceof Unauthorized)) throw error;
      throw refused('OWNER_GONE', `the account of run ${run.runId} is gone or disabled`, error);
    }
  }
}

/** A fallback is a result; what was skipped or cut off is none. */
function isWanting({ tasks }: RunReport, agent: AgentName, withFallbacks: boolean): boolean {
  const status = tasks.find(({ task }) => task === agent)?.status;
  return status === 'fallback' ? withFallbacks : status !== 'success';
}

function refused(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, kind: 'conflict', message, cause });
}
