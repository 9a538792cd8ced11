import type { Clock } from '@genesis/kernel';
import type { ArtifactSource } from '../artifact-source.js';
import { entriesOf } from '../directory-entries.js';
import {
  attribution,
  checkExpectedRevision,
  fingerprint,
  matchingLines,
  pageOf,
  replaceText,
  searchOf,
} from '../file-content.js';
import { compileGlob } from '../glob-pattern.js';
import { VfsError } from '../vfs.errors.js';
import { byPath, normaliseDirectory, normalisePath, prefixOf } from '../vfs-path.js';
import {
  VirtualFiles,
  type EditOptions,
  type EditOutcome,
  type FileStat,
  type GrepOptions,
  type ReadOptions,
  type StoredFile,
  type VfsLimits,
  type Workspace,
  type WorkspaceOptions,
  type WorkspaceRef,
  type WriteOptions,
} from '../virtual-files.js';
import { checkWorkspaceRef, grantedLifeMs } from '../workspace-ref.js';

export interface MemoryVirtualFilesOptions {
  readonly clock: Clock;
  readonly sessionTtlSeconds: number;
  readonly limits: VfsLimits;
  readonly artifacts?: ArtifactSource;
}

interface MemoryFile extends StoredFile {
  readonly expiresAtMs: number;
}

interface MemoryDirectory {
  readonly ownerId: string;
  readonly files: Map<string, MemoryFile>;
  /** Highest revision of a path that is gone. */
  floor: number;
  endsAtMs: number;
}

/** The reference model of the port: what every adapter must do, in the plainest words. Time comes from its clock. */
export class MemoryVirtualFiles extends VirtualFiles {
  readonly directories = new Map<string, MemoryDirectory>();

  constructor(readonly options: MemoryVirtualFilesOptions) {
    super();
  }

  workspace(ref: WorkspaceRef, options: WorkspaceOptions = {}): Workspace {
    checkWorkspaceRef(ref);
    return new MemoryWorkspace(this, ref, grantedLifeMs(this.options.sessionTtlSeconds, options));
  }
}

class MemoryWorkspace implements Workspace {
  constructor(
    private readonly store: MemoryVirtualFiles,
    private readonly ref: WorkspaceRef,
    private readonly lifeMs: number,
  ) {}

  async write(path: string, content: string, options: WriteOptions = {}): Promise<FileStat> {
    const canonical = normalisePath(path);
    const { mediaType, author } = attribution(canonical, options);
    checkExpectedRevision(options.expectedRevision);
    fingerprint(content, this.store.options.limits.maxFileBytes);
    await this.#rebuild();
    const directory = this.#living();
    const current = directory?.files.get(canonical)?.revision ?? 0;
    if (options.expectedRevision !== undefined && options.expectedRevision !== current) {
      throw new VfsError('REVISION_CONFLICT', { details: { path: canonical, currentRevision: current } });
    }
    const expiresAtMs =
      options.ttlSeconds === undefined ? Infinity : this.#nowMs() + options.ttlSeconds * 1_000;
    return this.#put(canonical, content, { mediaType, author, expiresAtMs });
  }

  async read(path: string, options: ReadOptions = {}) {
    const { content, stat } = await this.readRaw(path);
    return pageOf(content, stat, options);
  }

  async readRaw(path: string) {
    const canonical = normalisePath(path);
    await this.#rebuild();
    const file = this.#find(canonical);
    return { content: file.content, stat: statOf(file) };
  }

  async edit(
    path: string,
    oldText: string,
    newText: string,
    options: EditOptions = {},
  ): Promise<EditOutcome> {
    const canonical = normalisePath(path);
    checkExpectedRevision(options.expectedRevision);
    await this.#rebuild();
    const file = this.#find(canonical);
    if (options.expectedRevision !== undefined && options.expectedRevision !== file.revision) {
      throw new VfsError('REVISION_CONFLICT', {
        details: { path: canonical, currentRevision: file.revision },
      });
    }
    const replaced = replaceText(file.content, { oldText, newText, replaceAll: options.replaceAll ?? false });
    const author = attribution(canonical, { author: options.author ?? file.author ?? undefined }).author;
    const { mediaType, expiresAtMs } = file;
    return {
      occurrences: replaced.occurrences,
      stat: this.#put(canonical, replaced.content, { mediaType, author, expiresAtMs }),
    };
  }

  async ls(path = '/') {
    const directory = normaliseDirectory(path);
    await this.#rebuild();
    return entriesOf(directory, this.#below(prefixOf(directory)));
  }

  async glob(pattern: string, path = '/') {
    const prefix = prefixOf(normaliseDirectory(path));
    const matches = compileGlob(pattern);
    await this.#rebuild();
    return this.#below(prefix).filter((stat) => matches(stat.path.slice(prefix.length)));
  }

  async grep(text: string, options: GrepOptions = {}) {
    const { accepts, maxCount } = searchOf(text, options);
    await this.#rebuild();
    const files = [...(this.#living()?.files.values() ?? [])]
      .filter((file) => accepts(file.path))
      .sort(byPath);
    const matches = files.flatMap((file) => matchingLines(file, text, Infinity));
    return { matches: matches.slice(0, maxCount), truncated: matches.length > maxCount };
  }

  async stat(path: string): Promise<FileStat> {
    const canonical = normalisePath(path);
    await this.#rebuild();
    return statOf(this.#find(canonical));
  }

  async exists(path: string): Promise<boolean> {
    const canonical = normalisePath(path);
    await this.#rebuild();
    return this.#living()?.files.has(canonical) ?? false;
  }

  async move(from: string, to: string): Promise<FileStat> {
    const source = normalisePath(from);
    const target = normalisePath(to);
    await this.#rebuild();
    const directory = this.#living();
    const file = directory?.files.get(source);
    if (directory === null || file === undefined)
      throw new VfsError('FILE_NOT_FOUND', { details: { path: source } });
    if (directory.files.has(target)) throw new VfsError('FILE_EXISTS', { details: { path: target } });
    remove(directory, file);
    const moved = { ...file, path: target, revision: directory.floor + 1 };
    directory.files.set(target, moved);
    return statOf(moved);
  }

  async delete(path: string): Promise<void> {
    const canonical = normalisePath(path);
    await this.#rebuild();
    const directory = this.#living();
    const file = directory?.files.get(canonical);
    if (directory === null || file === undefined)
      throw new VfsError('FILE_NOT_FOUND', { details: { path: canonical } });
    remove(directory, file);
  }

  async deleteWorkspace(): Promise<void> {
    if (this.#living() !== null) this.store.directories.delete(this.ref.workspaceId);
  }

  async restore(files: readonly StoredFile[]): Promise<boolean> {
    if (files.length === 0) return false;
    const restored = files.map((file) => ({
      ...file,
      ...fingerprint(file.content, Number.MAX_SAFE_INTEGER),
      path: normalisePath(file.path),
      expiresAtMs: Infinity,
    }));
    if (new Set(restored.map((file) => file.path)).size < restored.length) throw new VfsError('PATH_INVALID');
    if (this.#living() !== null) return false;
    this.store.directories.set(this.ref.workspaceId, {
      ownerId: this.ref.ownerId,
      files: new Map(restored.map((file) => [file.path, file])),
      floor: Math.max(...files.map((file) => file.revision)),
      endsAtMs: this.#nowMs() + this.lifeMs,
    });
    return true;
  }

  #put(
    path: string,
    content: string,
    file: Pick<MemoryFile, 'mediaType' | 'author' | 'expiresAtMs'>,
  ): FileStat {
    const { limits } = this.store.options;
    const print = fingerprint(content, limits.maxFileBytes);
    const directory = this.#living() ?? {
      ownerId: this.ref.ownerId,
      files: new Map<string, MemoryFile>(),
      floor: 0,
      endsAtMs: this.#nowMs() + this.lifeMs,
    };
    const old = directory.files.get(path);
    const bytes = sum([...directory.files.values()].map(({ size }) => size));
    const grown = bytes - (old?.size ?? 0) + print.size;
    if (old === undefined && directory.files.size >= limits.maxFiles) {
      throw new VfsError('WORKSPACE_FULL', { details: { path, limit: limits.maxFiles, unit: 'files' } });
    }
    if (grown > bytes && grown > limits.maxWorkspaceBytes) {
      throw new VfsError('WORKSPACE_FULL', {
        details: { path, limit: limits.maxWorkspaceBytes, unit: 'bytes' },
      });
    }

    const now = new Date(this.#nowMs());
    const written: MemoryFile = {
      ...file,
      ...print,
      path,
      content,
      revision: (old?.revision ?? directory.floor) + 1,
      createdAt: old?.createdAt ?? now,
      modifiedAt: now,
    };
    directory.files.set(path, written);
    if (written.expiresAtMs !== Infinity)
      directory.endsAtMs = Math.max(directory.endsAtMs, written.expiresAtMs);
    this.store.directories.set(this.ref.workspaceId, directory);
    return statOf(written);
  }

  #find(path: string): MemoryFile {
    const file = this.#living()?.files.get(path);
    if (file === undefined) throw new VfsError('FILE_NOT_FOUND', { details: { path } });
    return file;
  }

  #below(prefix: string): readonly FileStat[] {
    const files = [...(this.#living()?.files.values() ?? [])];
    return files
      .filter((file) => file.path.startsWith(prefix))
      .sort(byPath)
      .map(statOf);
  }

  /** Every operation first waits for this alone; what follows runs without a pause, and so is atomic. */
  async #rebuild(): Promise<void> {
    const { artifacts } = this.store.options;
    if (this.#living() === null && artifacts !== undefined)
      await this.restore(await artifacts.load(this.ref));
  }

  /** The workspace if it has not ended, without files that have, its life renewed. */
  #living(): MemoryDirectory | null {
    const now = this.#nowMs();
    const directory = this.store.directories.get(this.ref.workspaceId);
    if (directory === undefined || directory.endsAtMs <= now) {
      this.store.directories.delete(this.ref.workspaceId);
      return null;
    }
    if (directory.ownerId !== this.ref.ownerId) throw new VfsError('WORKSPACE_NOT_FOUND');
    for (const file of directory.files.values()) {
      if (file.expiresAtMs <= now) remove(directory, file);
    }
    directory.endsAtMs = Math.max(directory.endsAtMs, now + this.lifeMs);
    return directory;
  }

  #nowMs(): number {
    return this.store.options.clock.now().getTime();
  }
}

function remove(directory: MemoryDirectory, file: MemoryFile): void {
  directory.files.delete(file.path);
  directory.floor = Math.max(directory.floor, file.revision);
}

function statOf({ content: _content, expiresAtMs: _expiresAtMs, ...stat }: MemoryFile): FileStat {
  return stat;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
