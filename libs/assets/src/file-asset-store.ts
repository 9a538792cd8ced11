import { createHash } from 'node:crypto';
import { queryPrepared, together, transaction } from '@genesis/database';
import { AppError, newId } from '@genesis/kernel';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { AssetFiles } from './asset-files.js';
import { assetKey, parseAssetKey } from './asset-key.js';
import { AssetStore, type NewAsset, type StoredAssetFile } from './asset-store.port.js';
import { AssetStoreUnavailableError } from './assets.errors.js';
import { checkPicture } from './picture-check.js';

const MOST_AT_A_TIME = 200;

export interface FileAssetStoreOptions {
  readonly maxBytes: number;
  /** Path of the api's route for assets, without a trailing slash. */
  readonly route: string;
}

/** Pictures as files of one folder, and who may see them in PostgreSQL. A file belongs to all briefs that have a row with
 *  its key; both change under a lock of the key, so that no file goes that another brief is just getting. */
export class FileAssetStore extends AssetStore {
  private readonly logger = new Logger(FileAssetStore.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly files: AssetFiles,
    private readonly options: FileAssetStoreOptions,
  ) {
    super();
  }

  async put(asset: NewAsset): Promise<string> {
    checkPicture(asset, this.options.maxBytes);
    const sha256 = createHash('sha256').update(asset.bytes).digest('hex');
    const key = assetKey({ sha256, mediaType: asset.mediaType });
    await available(() =>
      this.locked(key, async (tx) => {
        await queryPrepared(tx, INSERT, [
          newId(),
          asset.ownerId,
          asset.briefId,
          asset.kind,
          key,
          sha256,
          asset.mediaType,
          asset.bytes.length,
          asset.width,
          asset.height,
        ]);
        await this.files.write(key, asset.bytes);
      }),
    );
    return key;
  }

  async read(key: string): Promise<StoredAssetFile | null> {
    const parsed = parseAssetKey(key);
    if (parsed === null) return null;
    const bytes = await available(() => this.files.read(key));
    return bytes && { bytes, mediaType: parsed.mediaType };
  }

  async readOwn(ownerId: string, key: string): Promise<StoredAssetFile | null> {
    if (parseAssetKey(key) === null) return null;
    const rows = await queryPrepared<unknown>(
      this.dataSource.manager,
      `SELECT 1 FROM asset WHERE key = $1 AND owner_id = $2 AND brief_id IS NOT NULL LIMIT 1`,
      [key, ownerId],
    );
    if (rows.length === 0) return null;
    const file = await this.read(key);
    if (file === null) this.logger.error({ asset_key: key }, 'the file of an asset is missing or damaged');
    return file;
  }

  urlOf(key: string): string {
    return `${this.options.route}/${key}`;
  }

  async removeUnused(): Promise<number> {
    await this.files.removeDrafts();
    const rows = await queryPrepared<{ key: string }>(
      this.dataSource.manager,
      `SELECT DISTINCT key FROM asset WHERE brief_id IS NULL LIMIT $1`,
      [MOST_AT_A_TIME],
    );
    let removed = 0;
    for (const { key } of rows) if (await this.removeWhenUnused(key)) removed += 1;
    return removed;
  }

  private async removeWhenUnused(key: string): Promise<boolean> {
    return this.locked(key, async (tx) => {
      const [, used] = await together(
        queryPrepared(tx, `DELETE FROM asset WHERE key = $1 AND brief_id IS NULL`, [key]),
        queryPrepared<unknown>(tx, `SELECT 1 FROM asset WHERE key = $1 LIMIT 1`, [key]),
      );
      if (used.length > 0) return false;
      await this.files.remove(key);
      return true;
    });
  }

  /** One at a time per key, over all processes. */
  private async locked<T>(key: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return transaction(this.dataSource, async (tx) => {
      await queryPrepared(tx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
      return work(tx);
    });
  }
}

const INSERT = `INSERT INTO asset (id, owner_id, brief_id, kind, key, sha256, media_type, size, width, height)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT ON CONSTRAINT uq_asset_brief_key DO NOTHING`;

async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError ? error : new AssetStoreUnavailableError(error);
  }
}
