import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseAssetKey } from './asset-key.js';

/** Suffix of a file that is being written; a reader never sees it under its real name. */
const DRAFT = '.draft';
/** A draft that is older belongs to a process that is gone. */
const OLDEST_DRAFT_MS = 60 * 60 * 1_000;

/** A folder of files that are named by the hash of their content. Keys must have passed `parseAssetKey`. */
export class AssetFiles {
  /** @param dir made when it is missing; a relative one is relative to the process's folder. */
  constructor(private readonly dir: string) {}

  /** Writes what is not there yet, or is damaged. Resolves when the file would survive a power cut. */
  async write(key: string, bytes: Buffer): Promise<void> {
    if ((await this.read(key)) !== null) return;
    await mkdir(this.dir, { recursive: true, mode: 0o750 });
    const draft = path.join(this.dir, `${key}.${randomUUID()}${DRAFT}`);
    try {
      const file = await open(draft, 'wx', 0o640);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.pathOf(key));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await this.syncFolder();
  }

  /** Null when there is no such file, or its content is not what its name says. */
  async read(key: string): Promise<Buffer | null> {
    const bytes = await readFile(this.pathOf(key)).catch(nullWhenMissing);
    if (bytes === null) return null;
    return createHash('sha256').update(bytes).digest('hex') === parseAssetKey(key)?.sha256 ? bytes : null;
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** Deletes what processes that died were writing. */
  async removeDrafts(): Promise<void> {
    const names = (await readdir(this.dir).catch(nullWhenMissing)) ?? [];
    for (const name of names.filter((text) => text.endsWith(DRAFT))) {
      const draft = path.join(this.dir, name);
      const found = await stat(draft).catch(nullWhenMissing);
      if (found !== null && Date.now() - found.mtimeMs > OLDEST_DRAFT_MS) await rm(draft, { force: true });
    }
  }

  private pathOf(key: string): string {
    return path.join(this.dir, key);
  }

  /** The new name is in the folder, which is written by itself. */
  private async syncFolder(): Promise<void> {
    const folder = await open(this.dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

function nullWhenMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
