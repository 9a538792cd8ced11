import { AssetStore } from '@genesis/assets';
import { FaultSettings } from '@genesis/config';
import { transaction } from '@genesis/database';
import { AccountsService, AuditLog, SignIns, Unauthorized } from '@genesis/identity';
import { newId } from '@genesis/kernel';
import { WebsiteRemoval } from '@genesis/publishing';
import { releaseVanished } from '@genesis/quota';
import { SessionFiles, userWorkspaceId, VirtualFiles } from '@genesis/redis-vfs';
import { failpoint, RunsService } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PERSONAL_TABLES } from './personal-tables.js';

/** What somebody keeps who had their account erased. It names nobody. */
export interface ErasureReceipt {
  /** Stands in the audit log, with the counts, and is all that is left. */
  readonly receiptId: string;
  readonly requestedAt: Date;
  /** Null while something is still to be done; it is, within a day. */
  readonly erasedAt: Date | null;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly workspaces: number;
  /** Addresses of websites that were taken down. */
  readonly websitesTakenDown: readonly string[];
  /** Addresses of websites that are still up: they are with the hosting platform, which takes them down. */
  readonly websites: readonly string[];
}

interface Request {
  readonly userId: string;
  readonly receiptId: string;
  readonly requestedAt: Date;
}

/** Deletes everything of a person: rows, files, pictures, and what Redis holds for a while. Nothing of it can be undone. */
@Injectable()
export class AccountErasure {
  private readonly logger = new Logger(AccountErasure.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
    private readonly signIns: SignIns,
    private readonly runs: RunsService,
    private readonly files: VirtualFiles,
    private readonly sessions: SessionFiles,
    private readonly websites: WebsiteRemoval,
    private readonly assets: AssetStore,
    private readonly audit: AuditLog,
    private readonly faults: FaultSettings,
  ) {}

  /** Lets nobody in any more, and erases. What cannot be done now, for a store is away or a website is on its way, is done by
   *  the worker: the request is a row. Repeatable. @throws Unauthorized when the account is gone already */
  async erase(userId: string): Promise<ErasureReceipt> {
    const request = await this.request(userId);
    this.accounts.forget(userId);
    await failpoint(this.faults, 'erasure:after-request');
    try {
      return await this.carryOut(request);
    } catch (error) {
      const { receiptId, requestedAt } = request;
      this.logger.warn({ receipt_id: receiptId, error: String(error) }, 'an erasure is left to the worker');
      const nothing = { rows: {}, workspaces: 0, websitesTakenDown: [], websites: [] };
      return { receiptId, requestedAt, erasedAt: null, ...nothing };
    }
  }

  /** Goes on with erasures that were asked for and not carried out. One that cannot be carried out keeps no other from its
   *  turn. @returns how many accounts are gone now */
  async carryOutPending(limit: number): Promise<number> {
    const failed: string[] = [];
    let done = 0;
    while (done < limit) {
      const pending: Request[] = await this.dataSource.query(
        `SELECT id AS "userId", erasure_receipt AS "receiptId", erasure_requested_at AS "requestedAt" FROM users
          WHERE erasure_requested_at < now() - interval '1 minute' AND id <> ALL($2::uuid[])
          ORDER BY erasure_requested_at LIMIT $1`,
        [limit - done, failed],
      );
      if (pending.length === 0) break;
      for (const request of pending) {
        try {
          await this.carryOut(request);
          done += 1;
        } catch (error) {
          failed.push(request.userId);
          this.logger.error(
            { receipt_id: request.receiptId, err: error },
            'an erasure could not be carried out',
          );
        }
      }
    }
    return done;
  }

  private async request(userId: string): Promise<Request> {
    return transaction(this.dataSource, async (tx) => {
      const [rows]: [Request[], number] = await tx.query(
        `UPDATE users SET is_active = false, updated_at = now(),
                erasure_requested_at = coalesce(erasure_requested_at, now()),
                erasure_receipt = coalesce(erasure_receipt, $2)
          WHERE id = $1
        RETURNING id AS "userId", erasure_receipt AS "receiptId", erasure_requested_at AS "requestedAt"`,
        [userId, newId()],
      );
      const [request] = rows;
      if (request === undefined) throw new Unauthorized('account is gone');
      await this.signIns.endAll(userId, null, tx);
      return request;
    });
  }

  private async carryOut({ userId, receiptId, requestedAt }: Request): Promise<ErasureReceipt> {
    await this.endRuns(userId);
    // Before the rows, which say where everything is.
    const { takenDown, stillUp } = await this.websites.removeAll(userId);
    await this.runs.dropJobs(userId);
    const workspaces = await this.workspacesOf(userId);
    await this.dropWorkspaces(userId, workspaces);
    await failpoint(this.faults, 'erasure:before-rows');
    const rows = await transaction(this.dataSource, (tx) => this.dropRows(tx, userId, receiptId));
    await failpoint(this.faults, 'erasure:after-rows');
    return {
      receiptId,
      requestedAt,
      erasedAt: (await this.dropRest(userId, workspaces)) ? new Date() : null,
      rows,
      workspaces: workspaces.length,
      websitesTakenDown: takenDown,
      websites: stillUp,
    };
  }

  private async endRuns(userId: string): Promise<void> {
    const active: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM agent_run WHERE owner_id = $1 AND finished_at IS NULL`,
      [userId],
    );
    // One that has ended a moment ago needs no end, and the rows of any other are gone soon.
    await Promise.allSettled(active.map(({ id }) => this.runs.cancel(id)));
  }

  private async workspacesOf(userId: string): Promise<readonly string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM agent_run WHERE owner_id = $1 UNION ALL SELECT id FROM coaching_sessions WHERE owner_id = $1`,
      [userId],
    );
    return [userWorkspaceId(userId), ...rows.map(({ id }) => id)];
  }

  private async dropWorkspaces(userId: string, workspaces: readonly string[]): Promise<void> {
    for (const workspaceId of workspaces) {
      await this.files.workspace({ workspaceId, ownerId: userId }).deleteWorkspace();
    }
    await this.sessions.forget(userId);
  }

  /** What no row names any more. A step of the coach or of a run that was just ending may have written once more before its
   *  rows were gone; one that is still at it leaves a copy that lives for some hours.
   *  @returns false when it is left to the sweep of the pictures, and to the end of the copies */
  private async dropRest(userId: string, workspaces: readonly string[]): Promise<boolean> {
    try {
      await this.dropWorkspaces(userId, workspaces);
      while (await this.hasPictures(userId)) await this.assets.removeUnused();
      return true;
    } catch (error) {
      this.logger.warn(
        { error: String(error) },
        'pictures or copies of an erased account are left to expire',
      );
      return false;
    }
  }

  private async hasPictures(userId: string): Promise<boolean> {
    const rows: object[] = await this.dataSource.query(
      `SELECT FROM asset WHERE owner_id = $1 AND brief_id IS NULL LIMIT 1`,
      [userId],
    );
    return rows.length > 0;
  }

  private async dropRows(
    tx: EntityManager,
    userId: string,
    receiptId: string,
  ): Promise<Readonly<Record<string, number>>> {
    // The order in which a worker's commit locks.
    await tx.query(`SELECT FROM agent_run WHERE owner_id = $1 ORDER BY id FOR UPDATE`, [userId]);
    // Whoever is just adding something for the account is waited for, and nobody comes after that.
    await tx.query(`SELECT FROM users WHERE id = $1 FOR UPDATE`, [userId]);
    const runs: { id: string }[] = await tx.query(`SELECT id FROM agent_run WHERE owner_id = $1`, [userId]);
    const rows = await this.countRows(tx, userId);
    for (const { table, of, isErasedApart } of PERSONAL_TABLES) {
      if (isErasedApart) await tx.query(`DELETE FROM "${table}" WHERE ${of}`, [userId]);
    }
    const [gone]: [object[], number] = await tx.query(`DELETE FROM users WHERE id = $1 RETURNING id`, [
      userId,
    ]);
    await releaseVanished(
      tx,
      runs.map(({ id }) => id),
    );
    // Somebody else may have carried it out meanwhile.
    if (gone.length > 0) {
      const details = { receiptId, rows };
      await this.audit.record({ act: 'account_erased', actor: 'owner', details, isAnonymous: true }, tx);
    }
    return rows;
  }

  private async countRows(tx: EntityManager, userId: string): Promise<Readonly<Record<string, number>>> {
    const counts = PERSONAL_TABLES.map(
      ({ table, of }) => `SELECT '${table}' AS name, count(*)::int AS count FROM "${table}" WHERE ${of}`,
    );
    const rows: { name: string; count: number }[] = await tx.query(counts.join(' UNION ALL '), [userId]);
    return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]));
  }
}
