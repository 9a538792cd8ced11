import { isTransient } from '@genesis/database';
import { ArtifactSource, type StoredFile, VfsError, type WorkspaceRef } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export type ArtifactStat = Pick<StoredFile, 'path' | 'mediaType' | 'size' | 'sha256' | 'revision' | 'author'>;

const STAT_COLUMNS = `path, media_type AS "mediaType", size, sha256, revision, author`;

/** The durable copies of what tasks delivered: they serve the api, and bring back a workspace that Redis lost. */
@Injectable()
export class Artifacts extends ArtifactSource {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** @throws VfsError WORKSPACE_NOT_FOUND when the run belongs to somebody else, VFS_UNAVAILABLE while the database cannot
   *  say. */
  async load(ref: WorkspaceRef): Promise<readonly StoredFile[]> {
    const rows = await this.rowsOf(ref).catch((cause: unknown) => {
      throw isTransient(cause) ? new VfsError('VFS_UNAVAILABLE', { cause }) : cause;
    });
    if (rows.some((row) => !row.isOwn)) throw new VfsError('WORKSPACE_NOT_FOUND');
    return rows.filter((row) => row.hasFile).map(({ isOwn: _isOwn, hasFile: _hasFile, ...file }) => file);
  }

  /** Files of one version of a brief, by path. */
  async list(briefId: string, version: number): Promise<readonly ArtifactStat[]> {
    return this.dataSource.query(
      `SELECT ${STAT_COLUMNS} FROM artifact WHERE brief_id = $1 AND version = $2 ORDER BY path`,
      [briefId, version],
    );
  }

  /** @param path canonical. */
  async find(
    briefId: string,
    version: number,
    path: string,
  ): Promise<(ArtifactStat & { content: string }) | null> {
    const rows: (ArtifactStat & { content: string })[] = await this.dataSource.query(
      `SELECT ${STAT_COLUMNS}, content FROM artifact WHERE brief_id = $1 AND version = $2 AND path = $3`,
      [briefId, version, path],
    );
    return rows[0] ?? null;
  }

  private async rowsOf(
    ref: WorkspaceRef,
  ): Promise<readonly (StoredFile & { readonly isOwn: boolean; readonly hasFile: boolean })[]> {
    return this.dataSource.query(
      `SELECT r.owner_id = $2 AS "isOwn", a.path IS NOT NULL AS "hasFile", ${STAT_COLUMNS}, a.content, a.created_at AS "createdAt",
              a.modified_at AS "modifiedAt"
         FROM agent_run r LEFT JOIN artifact a ON a.workspace_id = r.id WHERE r.id = $1`,
      [ref.workspaceId, ref.ownerId],
    );
  }
}
