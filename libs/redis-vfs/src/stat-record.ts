import type { FileStat } from './virtual-files.js';

/** One line a field, as the scripts read and write it; a file that is restored has no time to live of its own. */
export function encodeStat(stat: FileStat): string {
  const expiresAtMs = 0;
  return [
    stat.revision,
    stat.size,
    stat.createdAt.getTime(),
    expiresAtMs,
    stat.modifiedAt.getTime(),
    stat.sha256,
    stat.mediaType,
    stat.author ?? '',
  ].join('\n');
}

export function decodeStat(path: string, record: string): FileStat {
  const [revision, size, createdMs, , modifiedMs, sha256 = '', mediaType = '', author = ''] =
    record.split('\n');
  return {
    path,
    mediaType,
    size: Number(size),
    sha256,
    revision: Number(revision),
    author: author === '' ? null : author,
    createdAt: new Date(Number(createdMs)),
    modifiedAt: new Date(Number(modifiedMs)),
  };
}
