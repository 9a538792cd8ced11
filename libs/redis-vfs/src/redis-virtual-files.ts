import { randomBytes } from 'node:crypto';
import type { RedisClient } from '@genesis/redis';
import type { ArtifactSource } from './artifact-source.js';
import {
  attribution,
  checkExpectedRevision,
  checkedSize,
  fingerprint,
  matchingLines,
  pageOf,
  replaceText,
  searchOf,
  sha256Of,
} from './file-content.js';
import { entriesOf } from './directory-entries.js';
import { compileGlob } from './glob-pattern.js';
import {
  defineScripts,
  orUnavailable,
  type RunScript,
  type ScriptArgument,
  type ScriptReply,
} from './redis-commands.js';
import { blobOf, decodeStat, encodeStat } from './stat-record.js';
import { VfsError } from './vfs.errors.js';
import { byPath, normaliseDirectory, normalisePath, prefixOf } from './vfs-path.js';
import {
  VirtualFiles,
  type DirectoryEntry,
  type EditOptions,
  type EditOutcome,
  type FileContent,
  type FilePage,
  type FileStat,
  type GrepMatch,
  type GrepOptions,
  type GrepResult,
  type ReadOptions,
  type StoredFile,
  type VfsLimits,
  type Workspace,
  type WorkspaceOptions,
  type WorkspaceRef,
  type WriteOptions,
} from './virtual-files.js';
import { checkWorkspaceRef, grantedLifeMs } from './workspace-ref.js';
import { WORKSPACE_SCRIPTS } from './workspace-scripts.js';

/** Rounds that an edit may lose against other writers of the same file; in each of them somebody wins. */
const MAX_EDIT_ROUNDS = 100;
/** A workspace that is restored and gone again this often is not merely unlucky. */
const MAX_RESTORE_ROUNDS = 3;
const STAGED_FROM_BYTES = 16_384;
/** Rounds that a write may lose its blob to somebody who drops the workspace in between. */
const MAX_STAGE_ROUNDS = 3;
/** The scripts' fourth argument: what an absent workspace means. */
const ABSENT_IS_EMPTY = '1';
const ABSENT_IS_REPORTED = '0';
/** Life of a file, in milliseconds, that a write leaves as it is. */
const KEEP_FILE_LIFE = -1;

export interface RedisVirtualFilesOptions {
  /** What every key starts with, e.g. `genesis:production`; without a final colon. */
  readonly keyPrefix: string;
  readonly sessionTtlSeconds: number;
  readonly limits: VfsLimits;
  /** From this size on a content reaches Redis as a blob, in front of the script that commits it. Default 16,384. */
  readonly stagedFromBytes?: number;
}

type ScriptName = keyof typeof WORKSPACE_SCRIPTS;

/** The plain commands beside the scripts; they fail as those do. */
interface Commands {
  readonly fetch: (key: string, fields: readonly string[]) => Promise<readonly (string | null)[]>;
  readonly putField: (key: string, field: string, value: string) => Promise<unknown>;
  /** Gives the hash a life, in ms, if it has none. */
  readonly endWithin: (key: string, lifeMs: number) => Promise<unknown>;
}

/**
 * Workspaces in Redis: one hash each, `<prefix>:vfs:{<workspace>}:files`, and one script per operation. Two things are
 * done outside Lua, where they are faster, and stay atomic: a large content is put down as an immutable blob in front
 * of the script that commits it, and a read that has nothing to renew is a plain HMGET. An edit is a read and a
 * compare-and-set, since Lua in Redis has no SHA-256.
 */
export class RedisVirtualFiles extends VirtualFiles {
  readonly #run: RunScript<ScriptName>;
  readonly #commands: Commands;

  constructor(
    client: RedisClient,
    private readonly options: RedisVirtualFilesOptions,
    private readonly artifacts: ArtifactSource | null = null,
  ) {
    super();
    this.#run = defineScripts(client, WORKSPACE_SCRIPTS);
    this.#commands = {
      fetch: (key, fields) => orUnavailable(() => client.hmget(key, ...fields)),
      putField: (key, field, value) => orUnavailable(() => client.hset(key, field, value)),
      endWithin: (key, lifeMs) => orUnavailable(() => client.pexpire(key, lifeMs, 'NX')),
    };
  }

  workspace(ref: WorkspaceRef, options: WorkspaceOptions = {}): Workspace {
    checkWorkspaceRef(ref);
    return new RedisWorkspace(ref, {
      run: this.#run,
      commands: this.#commands,
      key: `${this.options.keyPrefix}:vfs:{${ref.workspaceId}}:files`,
      lifeMs: grantedLifeMs(this.options.sessionTtlSeconds, options),
      limits: this.options.limits,
      stagedFromBytes: this.options.stagedFromBytes ?? STAGED_FROM_BYTES,
      artifacts: this.artifacts,
    });
  }
}

interface Binding {
  readonly run: RunScript<ScriptName>;
  readonly commands: Commands;
  readonly key: string;
  readonly lifeMs: number;
  readonly limits: VfsLimits;
  readonly stagedFromBytes: number;
  readonly artifacts: ArtifactSource | null;
}

class RedisWorkspace implements Workspace {
  /** Until then, by the monotonic clock, the life that this binding renewed needs no renewal. */
  #renewalDueMs = 0;

  constructor(
    private readonly ref: WorkspaceRef,
    private readonly binding: Binding,
  ) {}

  async write(path: string, content: string, options: WriteOptions = {}): Promise<FileStat> {
    const canonical = normalisePath(path);
    const { mediaType, author } = attribution(canonical, options);
    checkExpectedRevision(options.expectedRevision);
    return this.#put(canonical, content, {
      mediaType,
      author,
      expectedRevision: options.expectedRevision ?? null,
      fileLifeMs: (options.ttlSeconds ?? 0) * 1_000,
    });
  }

  async read(path: string, options: ReadOptions = {}): Promise<FilePage> {
    const { content, stat } = await this.readRaw(path);
    return pageOf(content, stat, options);
  }

  async readRaw(path: string): Promise<FileContent> {
    const canonical = normalisePath(path);
    const file = await this.#readUnscripted(canonical);
    if (file !== null) return file;
    const [stat = '', content = ''] = await this.#apply('vfsRead', [canonical], { path: canonical });
    return { content, stat: decodeStat(canonical, stat) };
  }

  async edit(
    path: string,
    oldText: string,
    newText: string,
    options: EditOptions = {},
  ): Promise<EditOutcome> {
    const canonical = normalisePath(path);
    checkExpectedRevision(options.expectedRevision);
    for (let round = 1; ; round += 1) {
      const file = await this.readRaw(canonical);
      const expected = options.expectedRevision ?? file.stat.revision;
      if (expected !== file.stat.revision) throw revisionConflict(canonical, file.stat.revision);

      const { content, occurrences } = replaceText(file.content, {
        oldText,
        newText,
        replaceAll: options.replaceAll ?? false,
      });
      const { mediaType, author } = attribution(canonical, {
        mediaType: file.stat.mediaType,
        author: options.author ?? file.stat.author ?? undefined,
      });
      try {
        const stat = await this.#put(canonical, content, {
          mediaType,
          author,
          expectedRevision: expected,
          fileLifeMs: KEEP_FILE_LIFE,
        });
        return { occurrences, stat };
      } catch (error) {
        const mayTryAgain = options.expectedRevision === undefined && round < MAX_EDIT_ROUNDS;
        if (!mayTryAgain || !(error instanceof VfsError) || error.code !== 'REVISION_CONFLICT') throw error;
      }
    }
  }

  async ls(path = '/'): Promise<readonly DirectoryEntry[]> {
    const directory = normaliseDirectory(path);
    return entriesOf(directory, await this.#list(prefixOf(directory)));
  }

  async glob(pattern: string, path = '/'): Promise<readonly FileStat[]> {
    const prefix = prefixOf(normaliseDirectory(path));
    const matches = compileGlob(pattern);
    const files = await this.#list(prefix);
    return files.filter((stat) => matches(stat.path.slice(prefix.length)));
  }

  async grep(text: string, options: GrepOptions = {}): Promise<GrepResult> {
    const { directory, maxCount, accepts } = searchOf(text, options);
    const reply = await this.#apply('vfsSearch', [directory, prefixOf(directory), text]);
    const files = pairsOf(reply)
      .map(([path, content]) => ({ path, content }))
      .filter((file) => accepts(file.path))
      .sort(byPath);

    const matches: GrepMatch[] = [];
    for (const file of files) {
      matches.push(...matchingLines(file, text, maxCount + 1 - matches.length));
      if (matches.length > maxCount) break;
    }
    return { matches: matches.slice(0, maxCount), truncated: matches.length > maxCount };
  }

  async stat(path: string): Promise<FileStat> {
    const canonical = normalisePath(path);
    const [stat = ''] = await this.#apply('vfsStat', [canonical], { path: canonical });
    return decodeStat(canonical, stat);
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.stat(path);
      return true;
    } catch (error) {
      if (error instanceof VfsError && error.code === 'FILE_NOT_FOUND') return false;
      throw error;
    }
  }

  async move(from: string, to: string): Promise<FileStat> {
    const source = normalisePath(from);
    const target = normalisePath(to);
    const [stat = ''] = await this.#apply('vfsMove', [source, target], { path: source, target });
    return decodeStat(target, stat);
  }

  async delete(path: string): Promise<void> {
    const canonical = normalisePath(path);
    await this.#apply('vfsDelete', [canonical], { path: canonical });
  }

  async deleteWorkspace(): Promise<void> {
    await this.#send('vfsDestroy', ABSENT_IS_EMPTY, []);
  }

  async restore(files: readonly StoredFile[]): Promise<boolean> {
    if (files.length === 0) return false;
    const latest = new Map<string, ScriptArgument[]>();
    let bytes = 0;
    let floor = 0;
    for (const file of files) {
      const path = normalisePath(file.path);
      if (latest.has(path)) throw new VfsError('PATH_INVALID', { details: { path, reason: 'named twice' } });
      const { size, sha256 } = fingerprint(file.content, Number.MAX_SAFE_INTEGER);
      latest.set(path, [path, encodeStat({ ...file, size, sha256 }), file.content]);
      bytes += size;
      floor = Math.max(floor, file.revision);
    }
    const [restored] = await this.#send('vfsRestore', ABSENT_IS_EMPTY, [
      floor,
      bytes,
      ...[...latest.values()].flat(),
    ]);
    return restored === '1';
  }

  /**
   * A read without Lua, which hashes every string that passes through it (80 µs for 64 KB): one atomic HMGET, and for a
   * large content its immutable blob. Null when there is something for the script to do: an owner to refuse, a
   * workspace to rebuild, files that may have expired, a life to renew, a blob that has just been replaced.
   */
  async #readUnscripted(path: string): Promise<FileContent | null> {
    if (performance.now() >= this.#renewalDueMs) return null;
    const { commands, key, lifeMs } = this.binding;
    const fields = ['owner', 'exp', 'life', `s:${path}`, `f:${path}`];
    const [owner, exp, life, stat, inline] = await commands.fetch(key, fields);
    // A smaller life tells that the workspace was made after this binding's renewal, by a client that grants less.
    const isPlain = owner === this.ref.ownerId && !exp && Number(life) >= lifeMs;
    if (!isPlain || !stat) return null;

    const blob = blobOf(stat);
    const [content] = blob === '' ? [inline] : await commands.fetch(key, [`c:${blob}`]);
    return typeof content === 'string' ? { content, stat: decodeStat(path, stat) } : null;
  }

  async #put(
    path: string,
    content: string,
    file: {
      readonly mediaType: string;
      readonly author: string | null;
      readonly expectedRevision: number | null;
      readonly fileLifeMs: number;
    },
  ): Promise<FileStat> {
    const { limits, stagedFromBytes } = this.binding;
    const size = checkedSize(content, limits.maxFileBytes);
    const isStaged = size >= stagedFromBytes;

    for (let round = 1; round <= MAX_STAGE_ROUNDS; round += 1) {
      const blob = isStaged ? randomBytes(12).toString('hex') : '';
      // Redis takes a large content in while its hash is computed here.
      const staged = isStaged ? this.#stage(blob, content) : null;
      const written = this.#apply(
        'vfsWrite',
        [
          path,
          isStaged ? '' : content,
          blob,
          size,
          [sha256Of(content), file.mediaType, file.author ?? ''].join('\n'),
          file.expectedRevision ?? '',
          file.fileLifeMs,
          limits.maxFiles,
          limits.maxWorkspaceBytes,
        ],
        { path },
      );
      const [[stat]] = await Promise.all([written, staged]);
      if (stat !== undefined) return decodeStat(path, stat);
    }
    throw new VfsError('VFS_UNAVAILABLE', { details: { reason: 'the workspace does not stay' } });
  }

  /** A hash that this makes ends even if the write never follows; one that was renewed just now has its end. */
  async #stage(blob: string, content: string): Promise<void> {
    const { commands, key, lifeMs } = this.binding;
    const hasEnd = performance.now() < this.#renewalDueMs;
    await Promise.all([
      commands.putField(key, `c:${blob}`, content),
      hasEnd ? null : commands.endWithin(key, lifeMs),
    ]);
  }

  async #list(prefix: string): Promise<readonly FileStat[]> {
    const reply = await this.#apply('vfsList', [prefix]);
    return pairsOf(reply)
      .map(([path, stat]) => decodeStat(path, stat))
      .sort(byPath);
  }

  /** Runs an operation; a workspace that Redis does not have is first rebuilt from its artifacts. */
  async #apply(
    name: ScriptName,
    args: readonly ScriptArgument[],
    paths: RefusalPaths = {},
  ): Promise<string[]> {
    const { artifacts } = this.binding;
    if (artifacts === null) return this.#send(name, ABSENT_IS_EMPTY, args, paths);

    for (let round = 1; round <= MAX_RESTORE_ROUNDS; round += 1) {
      const values = await this.#sendIfPresent(name, args, paths);
      if (values !== null) return values;
      const files = await artifacts.load(this.ref);
      if (files.length === 0) return this.#send(name, ABSENT_IS_EMPTY, args, paths);
      await this.restore(files);
    }
    throw new VfsError('VFS_UNAVAILABLE', { details: { reason: 'the workspace does not stay' } });
  }

  /** Null when Redis has nothing of the workspace. */
  async #sendIfPresent(name: ScriptName, args: readonly ScriptArgument[], paths: RefusalPaths) {
    const reply = await this.#runScript(name, ABSENT_IS_REPORTED, args);
    return reply[0] === 'ABSENT' ? null : this.#valuesOf(reply, paths);
  }

  async #send(
    name: ScriptName,
    whenAbsent: string,
    args: readonly ScriptArgument[],
    paths: RefusalPaths = {},
  ) {
    return this.#valuesOf(await this.#runScript(name, whenAbsent, args), paths);
  }

  async #runScript(
    name: ScriptName,
    whenAbsent: string,
    args: readonly ScriptArgument[],
  ): Promise<ScriptReply> {
    const { run, key, lifeMs } = this.binding;
    const startedMs = performance.now();
    const slackMs = renewalSlackMs(lifeMs);
    const reply = await run(name, [key], [this.ref.ownerId, lifeMs, slackMs, whenAbsent, ...args]);
    if (reply[0] === 'OK') this.#renewalDueMs = startedMs + slackMs;
    return reply;
  }

  #valuesOf([outcome, ...values]: ScriptReply, paths: RefusalPaths): string[] {
    if (outcome === 'OK') return values;
    throw refusal(outcome, values[0], { ...paths, limits: this.binding.limits });
  }
}

/** A life is renewed at most once a second: each renewal is a write to the replicas and the append-only file. */
function renewalSlackMs(lifeMs: number): number {
  return Math.min(1_000, lifeMs / 10);
}

/** What a refused operation was about. */
interface RefusalPaths {
  readonly path?: string;
  /** Where a move went. */
  readonly target?: string;
}

function refusal(
  outcome: string,
  value: string | undefined,
  about: RefusalPaths & { readonly limits: VfsLimits },
): VfsError {
  const { path, target, limits } = about;
  switch (outcome) {
    case 'WORKSPACE_NOT_FOUND':
      return new VfsError('WORKSPACE_NOT_FOUND');
    case 'FILE_NOT_FOUND':
      return new VfsError('FILE_NOT_FOUND', { details: { path } });
    case 'FILE_EXISTS':
      return new VfsError('FILE_EXISTS', { details: { path: target } });
    case 'REVISION_CONFLICT':
      return revisionConflict(path, Number(value));
    case 'WORKSPACE_FULL':
      return value === 'files'
        ? new VfsError('WORKSPACE_FULL', { details: { path, limit: limits.maxFiles, unit: 'files' } })
        : new VfsError('WORKSPACE_FULL', {
            details: { path, limit: limits.maxWorkspaceBytes, unit: 'bytes' },
          });
    default:
      return new VfsError('VFS_UNAVAILABLE', { details: { reason: 'unknown reply' } });
  }
}

function revisionConflict(path: string | undefined, currentRevision: number): VfsError {
  return new VfsError('REVISION_CONFLICT', { details: { path, currentRevision } });
}

function pairsOf(values: readonly string[]): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) pairs.push([values[at] ?? '', values[at + 1] ?? '']);
  return pairs;
}
