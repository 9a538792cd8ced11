import { AssetStore } from '@genesis/assets';
import { AuditLog } from '@genesis/identity';
import { userWorkspaceId, VfsError, VirtualFiles } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PERSONAL_TABLES } from './personal-tables.js';

/** Rows that are held in memory at a time; a row may have half a megabyte. */
const PAGE_ROWS = 50;

/** All that the service keeps about a person, as the person may have it (GDPR article 15 and 20; loi sénégalaise 2008-12,
 *  article 62). */
@Injectable()
export class PersonalDataExport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly files: VirtualFiles,
    private readonly assets: AssetStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * One JSON object in pieces: `tables` has the rows by table, with the columns as they are stored; `files` the person's
   * own files (`{ path, content }`, null while Redis is away); `pictures` the bytes in base64 by key.
   */
  async *read(userId: string): AsyncGenerator<string> {
    await this.audit.record({ act: 'account_exported', subject: userId });
    yield `{"exported_at":${JSON.stringify(new Date().toISOString())},"user_id":${JSON.stringify(userId)},"tables":{`;
    let separator = '';
    for (const { table, of, without = [], isExported } of PERSONAL_TABLES) {
      if (!isExported) continue;
      yield `${separator}${JSON.stringify(table)}:[`;
      yield* this.rowsOf(table, of, without, userId);
      yield ']';
      separator = ',';
    }
    yield `},"files":${JSON.stringify(await this.ownFiles(userId))},"pictures":{`;
    yield* this.pictures(userId);
    yield '}}';
  }

  private async *rowsOf(
    table: string,
    of: string,
    without: readonly string[],
    userId: string,
  ): AsyncGenerator<string> {
    // Pages by physical address need no index of their own and skip nothing that stays where it is.
    let after = '(0,0)';
    let separator = '';
    for (;;) {
      const rows: { at: string; row: string }[] = await this.dataSource.query(
        `SELECT ctid::text AS at, (to_jsonb(t) - $3::text[])::text AS row FROM "${table}" t
          WHERE (${of}) AND ctid > $2::tid ORDER BY ctid LIMIT ${PAGE_ROWS}`,
        [userId, after, without],
      );
      for (const { row } of rows) {
        yield separator + row;
        separator = ',';
      }
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.at;
    }
  }

  private async ownFiles(userId: string): Promise<readonly object[] | null> {
    const workspace = this.files.workspace({ workspaceId: userWorkspaceId(userId), ownerId: userId });
    try {
      const entries = await workspace.glob('**');
      return await Promise.all(
        entries.map(async ({ path }) => ({ path, content: (await workspace.readRaw(path)).content })),
      );
    } catch (error) {
      if (error instanceof VfsError && error.code === 'VFS_UNAVAILABLE') return null;
      throw error;
    }
  }

  private async *pictures(userId: string): AsyncGenerator<string> {
    const rows: { key: string }[] = await this.dataSource.query(
      `SELECT DISTINCT key FROM asset WHERE owner_id = $1 ORDER BY key`,
      [userId],
    );
    let separator = '';
    for (const { key } of rows) {
      const file = await this.assets.readOwn(userId, key);
      if (file === null) continue;
      yield `${separator}${JSON.stringify(key)}:"${file.bytes.toString('base64')}"`;
      separator = ',';
    }
  }
}
