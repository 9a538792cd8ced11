/** One working directory. The owner is checked by every operation: to anybody else the workspace does not exist. */
export interface WorkspaceRef {
  /** UUID as `newId` makes them: the run's or the coaching session's. */
  readonly workspaceId: string;
  /** The user it belongs to; from a token or a row, never from a caller's text. 1..200 characters, no control characters. */
  readonly ownerId: string;
}

export interface WorkspaceOptions {
  /**
   * Least remaining life after every use, in whole seconds: the time to a run's deadline. The session time to live
   * applies when it is longer. A life once granted is never shortened by another client that asks for less.
   */
  readonly minTtlSeconds?: number;
}

export interface FileStat {
  /** Canonical: see `normalisePath`. */
  readonly path: string;
  readonly mediaType: string;
  /** Bytes of the content in UTF-8. */
  readonly size: number;
  /** Of the UTF-8 bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** From 1; grows with every change of the path, also across delete and re-creation, for as long as the workspace lives. */
  readonly revision: number;
  /** Who wrote it last, e.g. an agent's name; null when nobody said. */
  readonly author: string | null;
  readonly createdAt: Date;
  /** Of the content: a move keeps it. */
  readonly modifiedAt: Date;
}

/** A file with its text: what an artifact row holds and a restore brings back. */
export interface StoredFile extends FileStat {
  readonly content: string;
}

export interface FileContent {
  readonly content: string;
  readonly stat: FileStat;
}

export interface WriteOptions {
  /** `type/subtype` with optional parameters, at most 127 characters. Default: by the path's extension, else text/plain. */
  readonly mediaType?: string;
  /** 1..100 characters without control characters. Default null. */
  readonly author?: string;
  /** Write only over this revision; 0 means that the file must not exist. Default: whatever is there. */
  readonly expectedRevision?: number;
  /** The file disappears after so many seconds (1..31,536,000), used or not. Default: it lives as long as its workspace. */
  readonly ttlSeconds?: number;
}

export interface ReadOptions {
  /** Lines to skip, from 0. Default 0. */
  readonly offset?: number;
  /** Most lines to return, from 1. Default 500. */
  readonly limit?: number;
}

/** A page of lines. A final line break ends the last line and begins no other; an empty file has no line. */
export interface FilePage {
  /** The lines with their line breaks, as stored. */
  readonly content: string;
  readonly totalLines: number;
  /** Number of the first line returned, from 1; 0 when the page is empty. */
  readonly startLine: number;
  /** Number of the last line returned; 0 when the page is empty. */
  readonly endLine: number;
  /** `offset` of the following page; null when there is none. */
  readonly nextOffset: number | null;
  readonly stat: FileStat;
}

export interface EditOptions {
  /** Replace every occurrence instead of requiring exactly one. Default false. */
  readonly replaceAll?: boolean;
  readonly expectedRevision?: number;
  /** Default: the author stays. */
  readonly author?: string;
}

export interface EditOutcome {
  /** How many occurrences were replaced. */
  readonly occurrences: number;
  readonly stat: FileStat;
}

export type DirectoryEntry =
  | { readonly kind: 'file'; readonly path: string; readonly stat: FileStat }
  | { readonly kind: 'directory'; readonly path: string };

export interface GrepOptions {
  /** A directory or one file. Default `/`. */
  readonly path?: string;
  /** Only files whose path below `path` matches; a pattern without `/` is compared with the file's name. */
  readonly glob?: string;
  /** Most matching lines to return, 1..1,000. Default 100. */
  readonly maxCount?: number;
}

export interface GrepMatch {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** The line without its break, cut after 1,000 characters. */
  readonly text: string;
}

export interface GrepResult {
  /** In the order of path and line. */
  readonly matches: readonly GrepMatch[];
  /** More lines match than were returned. */
  readonly truncated: boolean;
}

/**
 * The operations of the deepagents backend protocol (version 2) on one workspace, with typed results and errors.
 * Every operation is atomic and renews the workspace's life. Directories exist by the files below them.
 *
 * Content is well-formed Unicode without NUL, so that it can also be a text column of PostgreSQL.
 *
 * @throws VfsError WORKSPACE_NOT_FOUND when the workspace belongs to somebody else, VFS_UNAVAILABLE when the store
 * does not answer (the operation may or may not have happened), PATH_INVALID for a path that has no canonical form.
 */
export interface Workspace {
  /** @throws VfsError CONTENT_INVALID, METADATA_INVALID, FILE_TOO_LARGE, WORKSPACE_FULL, REVISION_CONFLICT */
  write(path: string, content: string, options?: WriteOptions): Promise<FileStat>;

  /** @throws VfsError FILE_NOT_FOUND, RANGE_INVALID */
  read(path: string, options?: ReadOptions): Promise<FilePage>;

  /** @throws VfsError FILE_NOT_FOUND */
  readRaw(path: string): Promise<FileContent>;

  /**
   * Replaces text literally. Media type and time to live stay.
   * @throws VfsError FILE_NOT_FOUND, EDIT_NOT_FOUND, EDIT_AMBIGUOUS, REVISION_CONFLICT and those of `write`
   */
  edit(path: string, oldText: string, newText: string, options?: EditOptions): Promise<EditOutcome>;

  /** The direct children of a directory (default `/`), by path. A directory without files is empty, not an error. */
  ls(path?: string): Promise<readonly DirectoryEntry[]>;

  /**
   * Files below `path` (default `/`) whose relative path matches, by path. `*` and `?` stay within a segment, `**`
   * crosses segments, `{a,b}` is either; a leading `/` is ignored. `**` alone lists everything.
   * @throws VfsError PATTERN_INVALID
   */
  glob(pattern: string, path?: string): Promise<readonly FileStat[]>;

  /**
   * Lines that contain `text`, literally and case-sensitively (no regular expression: a model's pattern must not be
   * able to stall the store). 1..200 characters; a text with a line break matches nothing.
   * @throws VfsError PATTERN_INVALID, RANGE_INVALID
   */
  grep(text: string, options?: GrepOptions): Promise<GrepResult>;

  /** @throws VfsError FILE_NOT_FOUND */
  stat(path: string): Promise<FileStat>;

  exists(path: string): Promise<boolean>;

  /**
   * Renames; content, media type, author, dates and time to live stay, the revision rises above both paths'.
   * @throws VfsError FILE_NOT_FOUND, FILE_EXISTS (nothing is overwritten)
   */
  move(from: string, to: string): Promise<FileStat>;

  /** @throws VfsError FILE_NOT_FOUND */
  delete(path: string): Promise<void>;

  /** Drops the working copy; idempotent. What an `ArtifactSource` holds comes back at the next touch. */
  deleteWorkspace(): Promise<void>;

  /**
   * Brings files back, revisions and dates preserved, only if the store has nothing of the workspace. Limits do not
   * apply: what was once delivered is not lost to a smaller limit. An empty list restores nothing.
   * @returns whether the files were restored by this call
   * @throws VfsError PATH_INVALID, CONTENT_INVALID
   */
  restore(files: readonly StoredFile[]): Promise<boolean>;
}

/** The virtual file system: the port that agents, runs and the api use, and its injection token. */
export abstract class VirtualFiles {
  /**
   * Binds the operations to a workspace; does no I/O. A workspace comes to be with its first write.
   * @throws VfsError WORKSPACE_NOT_FOUND when `workspaceId` is no UUID or `ownerId` is ill-formed
   */
  abstract workspace(ref: WorkspaceRef, options?: WorkspaceOptions): Workspace;
}

/** Limits of one workspace; `VfsSettings` satisfies it. Bytes are UTF-8. */
export interface VfsLimits {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly maxWorkspaceBytes: number;
}
