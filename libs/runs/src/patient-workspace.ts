import { setTimeout as sleep } from 'node:timers/promises';
import { VfsError, type Workspace } from '@genesis/redis-vfs';

const RETRY_EVERY_MS = 250;

/** A workspace that waits for its store to come back: an agent's work is not lost to an outage of Redis. Agents state
 *  no expected revisions, so an operation that did happen may be repeated. @param signal ends the waiting. */
export function patientWorkspace(workspace: Workspace, signal: AbortSignal) {
  let waiting = 0;

  const patiently = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (!isAway(error)) throw error;
    }
    waiting += 1;
    try {
      return await untilThere(act);
    } finally {
      if (!signal.aborted) waiting -= 1;
    }
  };

  const untilThere = async <T>(act: () => Promise<T>): Promise<T> => {
    for (;;) {
      await sleep(RETRY_EVERY_MS, undefined, { signal });
      try {
        return await act();
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    }
  };

  const patient: Workspace = {
    write: (path, content, options) => patiently(() => workspace.write(path, content, options)),
    read: (path, options) => patiently(() => workspace.read(path, options)),
    readRaw: (path) => patiently(() => workspace.readRaw(path)),
    edit: (path, oldText, newText, options) =>
      patiently(() => workspace.edit(path, oldText, newText, options)),
    ls: (path) => patiently(() => workspace.ls(path)),
    glob: (pattern, path) => patiently(() => workspace.glob(pattern, path)),
    grep: (text, options) => patiently(() => workspace.grep(text, options)),
    stat: (path) => patiently(() => workspace.stat(path)),
    exists: (path) => patiently(() => workspace.exists(path)),
    move: (from, to) => patiently(() => workspace.move(from, to)),
    delete: (path) => patiently(() => workspace.delete(path)),
    deleteWorkspace: () => patiently(() => workspace.deleteWorkspace()),
    restore: (files) => patiently(() => workspace.restore(files)),
  };

  return {
    workspace: patient,
    /** True while an operation waits that the store has refused, and after `signal` has cut one off. */
    isWaiting: (): boolean => waiting > 0,
  };
}

function isAway(error: unknown): boolean {
  return error instanceof VfsError && error.code === 'VFS_UNAVAILABLE';
}
