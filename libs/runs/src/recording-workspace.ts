import type {
  EditOptions,
  EditOutcome,
  FileStat,
  StoredFile,
  Workspace,
  WriteOptions,
} from '@genesis/redis-vfs';
import { untilFilesAnswer } from './until-stored.js';

export interface DeliveredFiles {
  readonly written: readonly StoredFile[];
  readonly deleted: readonly string[];
}

/** A task's view of the run's workspace: it signs what the task writes and remembers it, so that it becomes artifacts
 *  in the commit that settles the task. While Redis is away it waits, until `signal` aborts. */
export function recordingWorkspace(workspace: Workspace, author: string, signal: AbortSignal) {
  /** Path to content; null where the task removed the file. */
  const touched = new Map<string, StoredFile | null>();

  const patiently = <T>(work: () => Promise<T>): Promise<T> => untilFilesAnswer(signal, work);

  const remember = async (stat: FileStat): Promise<void> => {
    touched.set(stat.path, {
      ...stat,
      content: (await patiently(() => workspace.readRaw(stat.path))).content,
    });
  };

  const recording: Workspace = {
    read: (path, options) => patiently(() => workspace.read(path, options)),
    readRaw: (path) => patiently(() => workspace.readRaw(path)),
    ls: (path) => patiently(() => workspace.ls(path)),
    glob: (pattern, path) => patiently(() => workspace.glob(pattern, path)),
    grep: (text, options) => patiently(() => workspace.grep(text, options)),
    stat: (path) => patiently(() => workspace.stat(path)),
    exists: (path) => patiently(() => workspace.exists(path)),
    restore: (files) => workspace.restore(files),
    deleteWorkspace: () => workspace.deleteWorkspace(),

    async write(path: string, content: string, options?: WriteOptions): Promise<FileStat> {
      const write = () => workspace.write(path, content, { author, ...options });
      // Done twice, a write that expects a revision would meet its own first try.
      const stat = await (options?.expectedRevision === undefined ? patiently(write) : write());
      touched.set(stat.path, { ...stat, content });
      return stat;
    },
    async edit(path: string, oldText: string, newText: string, options?: EditOptions): Promise<EditOutcome> {
      const outcome = await workspace.edit(path, oldText, newText, { author, ...options });
      await remember(outcome.stat);
      return outcome;
    },
    async move(from: string, to: string): Promise<FileStat> {
      const { path: source } = await workspace.stat(from);
      const stat = await workspace.move(from, to);
      touched.set(source, null);
      await remember(stat);
      return stat;
    },
    async delete(path: string): Promise<void> {
      const { path: source } = await workspace.stat(path);
      await workspace.delete(path);
      touched.set(source, null);
    },
  };

  const delivered = (): DeliveredFiles => ({
    written: [...touched.values()].filter((file) => file !== null),
    deleted: [...touched].filter(([, file]) => file === null).map(([path]) => path),
  });

  return { workspace: recording, delivered };
}
