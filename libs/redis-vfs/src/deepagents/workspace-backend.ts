import { VfsError } from '../vfs.errors.js';
import type { DirectoryEntry, FileStat, Workspace } from '../virtual-files.js';
import { faultOf, sentenceOf } from './backend-faults.js';
import type {
  BackendChange,
  BackendDownload,
  BackendEdit,
  BackendFileInfo,
  BackendListing,
  BackendMatches,
  BackendPage,
  BackendRawFile,
  BackendUpload,
} from './deepagents-protocol.js';

const DEFAULT_PAGE_LINES = 500;
/** The most lines that a workspace's grep returns. */
const MOST_MATCHES = 1_000;
const TEXT_TYPE = /^(?:text\/.+|application\/(?:json|javascript)|image\/svg\+xml)$/u;

export interface WorkspaceBackendOptions {
  /** Signs what the agent writes: 1..100 characters. Default: nobody. */
  readonly author?: string;
}

/**
 * A workspace as the file system of a deepagents agent: `createDeepAgent({ backend: new WorkspaceBackend(workspace) })`.
 *
 * It satisfies `BackendProtocolV2` of that package by its shape. What a workspace refuses is answered as `error`, a
 * sentence that the model reads; nothing is thrown for it. Limits, owner check, atomic changes and time to live are the
 * workspace's. A workspace holds text: an upload that is not UTF-8 is refused.
 */
export class WorkspaceBackend {
  constructor(
    private readonly workspace: Workspace,
    private readonly options: WorkspaceBackendOptions = {},
  ) {}

  /** Directories end in `/`. */
  async ls(path = '/'): Promise<BackendListing> {
    return answered(async () => ({ files: (await this.workspace.ls(path)).map(entryOf) }));
  }

  async glob(pattern: string, path = '/'): Promise<BackendListing> {
    return answered(async () => ({ files: (await this.workspace.glob(pattern, path)).map(fileOf) }));
  }

  /** A page of lines. Offsets and limits are rounded into their range, as the package's own backends do. */
  async read(filePath: string, offset = 0, limit = DEFAULT_PAGE_LINES): Promise<BackendPage> {
    return answered(async () => {
      const lines = wholeNumber(limit, 0);
      const page = await this.workspace.read(filePath, {
        offset: wholeNumber(offset, 0),
        limit: Math.max(1, lines),
      });
      const mimeType = textType(page.stat);
      if (lines === 0 || page.startLine === 0) return { content: '', mimeType };
      const shown = page.endLine - page.startLine + 1;
      return {
        // A full page ends with its last line: its break would count as one more line.
        content: shown === lines ? page.content.replace(/\n$/u, '') : page.content,
        mimeType,
        totalLines: page.totalLines,
        startLine: page.startLine,
        endLine: page.endLine,
        nextOffset: page.nextOffset ?? undefined,
      };
    });
  }

  async readRaw(filePath: string): Promise<BackendRawFile> {
    return answered(async () => {
      const { content, stat } = await this.workspace.readRaw(filePath);
      return {
        data: {
          content,
          mimeType: textType(stat),
          created_at: stat.createdAt.toISOString(),
          modified_at: stat.modifiedAt.toISOString(),
        },
      };
    });
  }

  /** Creates or replaces. */
  async write(filePath: string, content: string): Promise<BackendChange> {
    return marked(async () => {
      const { path } = await this.workspace.write(filePath, content, { author: this.options.author });
      return { path, filesUpdate: null };
    });
  }

  async edit(
    filePath: string,
    oldString: string,
    newString: string,
    replaceAll = false,
  ): Promise<BackendEdit> {
    return marked(async () => {
      const { occurrences, stat } = await this.workspace.edit(filePath, oldString, newString, {
        replaceAll,
        author: this.options.author,
      });
      return { path: stat.path, filesUpdate: null, occurrences };
    });
  }

  /** Literal text. @param maxCount null: the most that a workspace returns, 1,000 */
  async grep(
    pattern: string,
    path: string | null = null,
    glob: string | null = null,
    maxCount: number | null = null,
  ): Promise<BackendMatches> {
    return marked(async () => {
      const { matches, truncated } = await this.workspace.grep(pattern, {
        path: path ?? '/',
        glob: glob ?? undefined,
        maxCount: Math.min(Math.max(1, wholeNumber(maxCount ?? MOST_MATCHES, 1)), MOST_MATCHES),
      });
      return { matches: matches.map((match) => ({ ...match })), truncated };
    });
  }

  /** A file, or everything below a directory, file by file: other readers may see a part of it gone. The root stays. */
  async delete(filePath: string): Promise<BackendChange> {
    return marked(async () => {
      const path = filePath.length > 1 ? filePath.replace(/(?<!\/)\/+$/u, '') : filePath;
      if (path === '/' || path === '') return { error: 'the whole workspace cannot be deleted' };
      const nested = (await this.workspace.glob('**', path)).map((stat) => stat.path);
      const removed = await Promise.all([path, ...nested].map((each) => this.remove(each)));
      if (!removed.includes(true)) throw new VfsError('FILE_NOT_FOUND', { details: { path } });
      return { path, filesUpdate: null };
    });
  }

  async uploadFiles(files: [string, Uint8Array][]): Promise<BackendUpload[]> {
    const uploads: BackendUpload[] = [];
    for (const [path, bytes] of files) uploads.push({ path, error: await this.upload(path, bytes) });
    return uploads;
  }

  async downloadFiles(paths: string[]): Promise<BackendDownload[]> {
    return Promise.all(paths.map((path) => this.download(path)));
  }

  private async upload(path: string, bytes: Uint8Array): Promise<BackendUpload['error']> {
    const text = textOf(bytes);
    if (text === null) return 'permission_denied';
    try {
      await this.workspace.write(path, text, { author: this.options.author });
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  private async download(path: string): Promise<BackendDownload> {
    try {
      const { content } = await this.workspace.readRaw(path);
      return { path, content: new TextEncoder().encode(content), error: null };
    } catch (error) {
      const fault = faultOf(error);
      const isDirectory = fault === 'file_not_found' && (await this.workspace.ls(path)).length > 0;
      return { path, content: null, error: isDirectory ? 'is_directory' : fault };
    }
  }

  /** @returns whether the file was there */
  private async remove(path: string): Promise<boolean> {
    try {
      await this.workspace.delete(path);
      return true;
    } catch (error) {
      if (error instanceof VfsError && error.code === 'FILE_NOT_FOUND') return false;
      throw error;
    }
  }
}

/** Turns what a workspace refuses into the protocol's `error`. What is no refusal, such as an abort, is thrown on. */
async function answered<T extends object>(act: () => Promise<T>): Promise<T | { error: string }> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof VfsError) return { error: sentenceOf(error) };
    throw error;
  }
}

/** The package's tools show the error of these operations to the model as it is. */
async function marked<T extends object>(act: () => Promise<T>): Promise<T | { error: string }> {
  const answer = await answered(act);
  return isRefusal(answer) ? { error: `Error: ${answer.error}` } : answer;
}

function isRefusal(answer: object): answer is { readonly error: string } {
  return 'error' in answer;
}

/** Null for bytes that are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function entryOf(entry: DirectoryEntry): BackendFileInfo {
  return entry.kind === 'file' ? fileOf(entry.stat) : { path: `${entry.path}/`, is_dir: true };
}

function fileOf({ path, size, modifiedAt }: FileStat): BackendFileInfo {
  return { path, is_dir: false, size, modified_at: modifiedAt.toISOString() };
}

/** The package takes other types for bytes, and a workspace holds text only. */
function textType({ mediaType }: FileStat): string {
  const type = mediaType.split(';', 1)[0] ?? '';
  return TEXT_TYPE.test(type) ? type : 'text/plain';
}

function wholeNumber(value: number, least: number): number {
  return Number.isFinite(value) ? Math.max(least, Math.floor(value)) : least;
}
