import { AssetStore } from '@genesis/assets';
import { transaction } from '@genesis/database';
import { AuditLog, SignIns } from '@genesis/identity';
import { newId } from '@genesis/kernel';
import { releaseVanished } from '@genesis/quota';
import { SessionFiles, userWorkspaceId, VirtualFiles } from '@genesis/redis-vfs';
import { RunsService } from '@genesis/runs';
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
  /** Websites that were published: they belong to the hosting platform, which takes them down. */
  readonly websites: readonly string[];
}

/** Deletes everything of a person: rows, files, pictures, and what Redis holds for a while. Nothing of it can be undone. */
@Injectable()
export class AccountErasure {
  private readonly logger = new Logger(AccountErasure.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly signIns: SignIns,
    private readonly runs: RunsService,
    private readonly files: VirtualFiles,
    private readonly sessions: SessionFiles,
    private readonly assets: AssetStore,
    private readonly audit: AuditLog,
  ) {}

  /** Lets nobody in any more, and erases. What cannot be done now, for a store is away, is done by the worker: the request
   *  is a row. Repeatable. */
  async erase(userId: string): Promise<ErasureReceipt> {
    const { receiptId, requestedAt } = await this.request(userId);
    try {
      return await this.carryOut(userId, receiptId, requestedAt);
    } catch (error) {
      this.logger.warn({ receipt_id: receiptId, error: String(error) }, 'an erasure is left to the worker');
      return { receiptId, requestedAt, erasedAt: null, rows: {}, workspaces: 0, websites: [] };
    }
  }

  /** Goes on with erasures that were asked for and not carried out. @returns how many accounts are gone now */
  async carryOutPending(limit: number): Promise<number> {
    const pending: { id: string; receipt_id: string; requested_at: Date }[] = await this.dataSource.query(
      `SELECT id, erasure_receipt AS receipt_id, erasure_requested_at AS requested_at FROM users
        WHERE erasure_requested_at < now() - interval '1 minute' ORDER BY erasure_requested_at LIMIT $1`,
      [limit],
    );
    let done = 0;
    for (const { id, receipt_id: receiptId, requested_at: requestedAt } of pending) {
      try {
        await this.carryOut(id, receiptId, requestedAt);
        done += 1;
      } catch (error) {
        // One that cannot be carried out keeps the others from nothing.
        this.logger.error({ receipt_id: receiptId, err: error }, 'an erasure could not be carried out');
      }
    }
    return done;
  }

  private async request(userId: string): Promise<{ receiptId: string; requestedAt: Date }> {
    return transaction(this.dataSource, async (tx) => {
      const [rows]: [{ receipt_id: string; requested_at: Date }[], number] = await tx.query(
        `UPDATE users SET is_active = false, updated_at = now(),
                erasure_requested_at = coalesce(erasure_requested_at, now()),
                erasure_receipt = coalesce(erasure_receipt, $2)
          WHERE id = $1 RETURNING erasure_receipt AS receipt_id, erasure_requested_at AS requested_at`,
        [userId, newId()],
      );
      await this.signIns.endAll(userId, null, tx);
      const [row] = rows as [(typeof rows)[number]];
      return { receiptId: row.receipt_id, requestedAt: row.requested_at };
    });
  }

  private async carryOut(userId: string, receiptId: string, requestedAt: Date): Promise<ErasureReceipt> {
    await this.endRuns(userId);
    // Before the rows, which say where it is. A run that just ends may write once more: its copy lives for some hours.
    const workspaces = await this.dropWorkspaces(userId);
    const { rows, websites } = await transaction(this.dataSource, (tx) =>
      this.dropRows(tx, userId, receiptId),
    );
    while ((await this.assets.removeUnused()) > 0);
    return { receiptId, requestedAt, erasedAt: new Date(), rows, workspaces, websites };
  }

  private async endRuns(userId: string): Promise<void> {
    const active: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM agent_run WHERE owner_id = $1 AND finished_at IS NULL`,
      [userId],
    );
    await Promise.all(active.map(({ id }) => this.runs.cancel(id).catch(() => undefined)));
  }

  private async dropWorkspaces(userId: string): Promise<number> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM agent_run WHERE owner_id = $1 UNION ALL SELECT id FROM coaching_sessions WHERE owner_id = $1`,
      [userId],
    );
    const ids = [userWorkspaceId(userId), ...rows.map(({ id }) => id)];
    for (const workspaceId of ids) {
      await this.files.workspace({ workspaceId, ownerId: userId }).deleteWorkspace();
    }
    await this.sessions.forget(userId);
    return ids.length;
  }

  private async dropRows(tx: EntityManager, userId: string, receiptId: string) {
    // The order in which a worker's commit locks; nobody starts anything for an account that is not active.
    const runs: { id: string }[] = await tx.query(
      `SELECT id FROM agent_run WHERE owner_id = $1 ORDER BY id FOR UPDATE`,
      [userId],
    );
    const websites: { url: string }[] = await tx.query(
      `SELECT url FROM website WHERE url IS NOT NULL AND brief_id IN (SELECT id FROM business_briefs WHERE owner_id = $1)`,
      [userId],
    );
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
    if (gone.length > 0)
      await this.audit.record({ act: 'account_erased', actor: 'owner', details: { receiptId, rows } }, tx);
    return { rows, websites: websites.map(({ url }) => url) };
  }

  private async countRows(tx: EntityManager, userId: string): Promise<Readonly<Record<string, number>>> {
    const counts = PERSONAL_TABLES.map(
      ({ table, of }) => `SELECT '${table}' AS name, count(*)::int AS count FROM "${table}" WHERE ${of}`,
    );
    const rows: { name: string; count: number }[] = await tx.query(counts.join(' UNION ALL '), [userId]);
    return Object.fromEntries(rows.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]));
  }
}
