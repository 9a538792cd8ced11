import { VfsError } from './vfs.errors.js';

const MAX_PATH_CHARS = 200;
const CANONICAL = /^(?:\/[A-Za-z0-9._-]+)+$/;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;

/**
 * The canonical form of a file's path: `/` before every segment, at most 200 characters, segments of
 * `[A-Za-z0-9._-]`, none of them `.` or `..`. A missing leading `/` is added; nothing else is repaired. Idempotent.
 * @throws VfsError PATH_INVALID
 */
export function normalisePath(path: string): string {
  const canonical = path.startsWith('/') ? path : `/${path}`;
  const reason = faultOf(canonical);
  if (reason !== null) throw new VfsError('PATH_INVALID', { details: { reason } });
  return canonical;
}

/** The canonical form of a directory: as a file's, or `/` for the root; one trailing `/` is dropped. */
export function normaliseDirectory(path: string): string {
  if (path === '' || path === '/') return '/';
  return normalisePath(path.endsWith('/') ? path.slice(0, -1) : path);
}

/** What the paths of all files below a canonical directory start with. */
export function prefixOf(directory: string): string {
  return directory === '/' ? '/' : `${directory}/`;
}

/** The order of every listing: by code unit, the same everywhere. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function faultOf(canonical: string): string | null {
  if (canonical.length > MAX_PATH_CHARS) return `longer than ${MAX_PATH_CHARS} characters`;
  if (DOT_SEGMENT.test(canonical)) return 'a segment is . or ..';
  if (!CANONICAL.test(canonical)) return 'segments are one or more of A-Z a-z 0-9 . _ -';
  return null;
}
