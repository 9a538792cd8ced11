import type {
  EditOptions,
  EditOutcome,
  FileStat,
  StoredFile,
  Workspace,
  WriteOptions,
} from '@genesis/redis-vfs';

export interface DeliveredFiles {
  readonly written: readonly StoredFile[];
  readonly deleted: readonly string[];
}

/** A task's view of the run's workspace: it signs what the task writes and remembers it, so that it becomes artifacts
 *  in the commit that settles the task. */
export function recordingWorkspace(workspace: Workspace, author: string) {
  /** Path to content; null where the task removed the file. */
  const touched = new Map<string, StoredFile | null>();

  const remember = async (stat: FileStat): Promise<void> => {
    touched.set(stat.path, { ...stat, content: (await workspace.readRaw(stat.path)).content });
  };

  const recording: Workspace = {
    read: (path, options) => workspace.read(path, options),
    readRaw: (path) => workspace.readRaw(path),
    ls: (path) => workspace.ls(path),
    glob: (pattern, path) => workspace.glob(pattern, path),
    grep: (text, options) => workspace.grep(text, options),
    stat: (path) => workspace.stat(path),
    exists: (path) => workspace.exists(path),
    restore: (files) => workspace.restore(files),
    deleteWorkspace: () => workspace.deleteWorkspace(),

    async write(path: string, content: string, options?: WriteOptions): Promise<FileStat> {
      const stat = await workspace.write(path, content, { author, ...options });
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
