/// <reference lib="es2024.string" />
import { hash } from 'node:crypto';
import type {
  FileStat,
  FilePage,
  GrepMatch,
  GrepOptions,
  ReadOptions,
  WriteOptions,
} from './virtual-files.js';
import { compileGlob } from './glob-pattern.js';
import { VfsError } from './vfs.errors.js';
import { normaliseDirectory, prefixOf } from './vfs-path.js';

const DEFAULT_PAGE_LINES = 500;
const DEFAULT_MATCHES = 100;
const MAX_MATCHES = 1_000;
const MAX_NEEDLE_CHARS = 200;
const MAX_MATCH_CHARS = 1_000;
const MAX_FILE_TTL_SECONDS = 31_536_000;
const MEDIA_TYPE =
  /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*(?:; ?[a-z0-9-]+=[A-Za-z0-9._-]+)*$/i;
const AUTHOR = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['css', 'text/css'],
  ['csv', 'text/csv'],
  ['html', 'text/html'],
  ['js', 'text/javascript'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['svg', 'image/svg+xml'],
  ['txt', 'text/plain'],
  ['xml', 'application/xml'],
  ['yaml', 'application/yaml'],
]);

export interface Fingerprint {
  readonly size: number;
  readonly sha256: string;
}

/** @throws VfsError CONTENT_INVALID, FILE_TOO_LARGE */
export function fingerprint(content: string, maxBytes: number): Fingerprint {
  return { size: checkedSize(content, maxBytes), sha256: sha256Of(content) };
}

/**
 * Bytes of the content in UTF-8.
 * @throws VfsError CONTENT_INVALID for a lone surrogate or NUL, FILE_TOO_LARGE above `maxBytes`
 */
export function checkedSize(content: string, maxBytes: number): number {
  if (!content.isWellFormed()) throw contentInvalid('a surrogate without its pair');
  if (content.includes('\0')) throw contentInvalid('NUL');
  const size = Buffer.byteLength(content);
  if (size > maxBytes) {
    throw new VfsError('FILE_TOO_LARGE', { details: { limit: maxBytes, unit: 'bytes', size } });
  }
  return size;
}

/** Of the UTF-8 bytes, lower-case hexadecimal. */
export function sha256Of(content: string): string {
  return hash('sha256', content);
}

export interface Attribution {
  readonly mediaType: string;
  readonly author: string | null;
}

/** @throws VfsError METADATA_INVALID */
export function attribution(path: string, options: WriteOptions): Attribution {
  const mediaType = options.mediaType ?? MEDIA_TYPES.get(extensionOf(path)) ?? 'text/plain';
  if (mediaType.length > 127 || !MEDIA_TYPE.test(mediaType)) throw metadataInvalid('mediaType');
  if (options.author !== undefined && !AUTHOR.test(options.author)) throw metadataInvalid('author');
  if (options.ttlSeconds !== undefined && !isWithin(options.ttlSeconds, 1, MAX_FILE_TTL_SECONDS)) {
    throw metadataInvalid('ttlSeconds');
  }
  return { mediaType, author: options.author ?? null };
}

/** @throws VfsError METADATA_INVALID */
export function checkExpectedRevision(revision: number | undefined): void {
  if (revision !== undefined && !isWithin(revision, 0, Number.MAX_SAFE_INTEGER))
    throw metadataInvalid('expectedRevision');
}

/** @throws VfsError RANGE_INVALID */
export function pageOf(content: string, stat: FileStat, options: ReadOptions): FilePage {
  const offset = options.offset ?? 0;
  const limit = options.limit ?? DEFAULT_PAGE_LINES;
  if (!isWithin(offset, 0, Number.MAX_SAFE_INTEGER)) throw rangeInvalid('offset');
  if (!isWithin(limit, 1, Number.MAX_SAFE_INTEGER)) throw rangeInvalid('limit');

  const lines = linesOf(content);
  const page = lines.slice(offset, offset + limit);
  const end = offset + page.length;
  return {
    content: page.join(''),
    totalLines: lines.length,
    startLine: page.length === 0 ? 0 : offset + 1,
    endLine: page.length === 0 ? 0 : end,
    nextOffset: page.length > 0 && end < lines.length ? end : null,
    stat,
  };
}

export interface Replacement {
  readonly content: string;
  readonly occurrences: number;
}

/** @throws VfsError EDIT_NOT_FOUND, EDIT_AMBIGUOUS */
export function replaceText(
  content: string,
  edit: { readonly oldText: string; readonly newText: string; readonly replaceAll: boolean },
): Replacement {
  // A lone surrogate would match half a character.
  const parts = edit.oldText === '' || !edit.oldText.isWellFormed() ? [content] : content.split(edit.oldText);
  const occurrences = parts.length - 1;
  if (occurrences === 0) throw new VfsError('EDIT_NOT_FOUND', { details: { occurrences } });
  if (occurrences > 1 && !edit.replaceAll) throw new VfsError('EDIT_AMBIGUOUS', { details: { occurrences } });
  return { content: parts.join(edit.newText), occurrences };
}

export interface Search {
  readonly directory: string;
  readonly maxCount: number;
  readonly accepts: (path: string) => boolean;
}

/** @throws VfsError PATTERN_INVALID, RANGE_INVALID, PATH_INVALID */
export function searchOf(needle: string, options: GrepOptions): Search {
  if (needle === '' || needle.length > MAX_NEEDLE_CHARS) {
    throw new VfsError('PATTERN_INVALID', {
      details: { reason: `a text has 1..${MAX_NEEDLE_CHARS} characters` },
    });
  }
  const maxCount = options.maxCount ?? DEFAULT_MATCHES;
  if (!isWithin(maxCount, 1, MAX_MATCHES)) throw rangeInvalid('maxCount');
  const directory = normaliseDirectory(options.path ?? '/');
  const prefix = prefixOf(directory);
  const glob = options.glob;
  const matchesGlob = glob === undefined ? null : compileGlob(glob);
  const byName = glob !== undefined && !glob.includes('/');

  return {
    directory,
    maxCount,
    accepts: (path) => {
      if (path !== directory && !path.startsWith(prefix)) return false;
      if (matchesGlob === null) return true;
      return matchesGlob(byName || path === directory ? nameOf(path) : path.slice(prefix.length));
    },
  };
}

/** Lines of one file that contain the needle, at most `most` of them. */
export function matchingLines(
  file: { readonly path: string; readonly content: string },
  needle: string,
  most: number,
) {
  const matches: GrepMatch[] = [];
  if (!needle.isWellFormed()) return matches;
  for (const [index, line] of linesOf(file.content).entries()) {
    if (matches.length === most) break;
    const text = line.endsWith('\n') ? line.slice(0, -1) : line;
    if (text.includes(needle)) matches.push({ path: file.path, line: index + 1, text: cut(text) });
  }
  return matches;
}

function linesOf(content: string): readonly string[] {
  return content === '' ? [] : content.split(/(?<=\n)/);
}

function cut(text: string): string {
  if (text.length <= MAX_MATCH_CHARS) return text;
  const head = text.slice(0, MAX_MATCH_CHARS);
  return head.isWellFormed() ? head : head.slice(0, -1);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function extensionOf(path: string): string {
  const name = nameOf(path);
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function contentInvalid(reason: string): VfsError {
  return new VfsError('CONTENT_INVALID', { details: { reason } });
}

function metadataInvalid(field: string): VfsError {
  return new VfsError('METADATA_INVALID', { details: { reason: `${field} is out of its range` } });
}

function rangeInvalid(field: string): VfsError {
  return new VfsError('RANGE_INVALID', { details: { reason: `${field} is out of its range` } });
}
