import type { FileStat } from './virtual-files.js';

/** As the scripts read and write it, one field a line; a restored file has no time to live and no blob of its own. */
export function encodeStat(stat: FileStat): string {
  const expiresAtMs = 0;
  const blob = '';
  return [
    stat.revision,
    stat.size,
    stat.createdAt.getTime(),
    expiresAtMs,
    blob,
    stat.modifiedAt.getTime(),
    stat.sha256,
    stat.mediaType,
    stat.author ?? '',
  ].join('\n');
}

export function decodeStat(path: string, record: string): FileStat {
  const [revision, size, createdMs, , , modifiedMs, sha256 = '', mediaType = '', author = ''] =
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

/** Id of the blob that holds the content; empty when the content has the path's own field. */
export function blobOf(record: string): string {
  return record.split('\n', 5)[4] ?? '';
}
