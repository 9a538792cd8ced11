import { byPath, prefixOf } from './vfs-path.js';
import type { DirectoryEntry, FileStat } from './virtual-files.js';

/** The direct children of a directory, by path, from the stats of all files below it. */
export function entriesOf(directory: string, files: readonly FileStat[]): readonly DirectoryEntry[] {
  const prefix = prefixOf(directory);
  const entries: DirectoryEntry[] = [];
  const directories = new Set<string>();
  for (const stat of files) {
    const slash = stat.path.indexOf('/', prefix.length);
    if (slash === -1) entries.push({ kind: 'file', path: stat.path, stat });
    else directories.add(stat.path.slice(0, slash));
  }
  for (const path of directories) entries.push({ kind: 'directory', path });
  return entries.sort(byPath);
}
