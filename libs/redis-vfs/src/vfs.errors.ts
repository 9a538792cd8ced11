import { AppError, type ErrorKind, type JsonObject } from '@genesis/kernel';

const KIND_OF = {
  WORKSPACE_NOT_FOUND: 'not_found',
  FILE_NOT_FOUND: 'not_found',
  SESSION_NOT_FOUND: 'not_found',
  USER_STATE_NOT_FOUND: 'not_found',
  FILE_EXISTS: 'conflict',
  REVISION_CONFLICT: 'conflict',
  VERSION_CONFLICT: 'conflict',
  FILE_TOO_LARGE: 'invalid',
  WORKSPACE_FULL: 'invalid',
  SNAPSHOT_TOO_LARGE: 'invalid',
  PATH_INVALID: 'invalid',
  PATTERN_INVALID: 'invalid',
  RANGE_INVALID: 'invalid',
  CONTENT_INVALID: 'invalid',
  METADATA_INVALID: 'invalid',
  EDIT_NOT_FOUND: 'invalid',
  EDIT_AMBIGUOUS: 'invalid',
  VFS_UNAVAILABLE: 'upstream_unavailable',
} as const satisfies Record<string, ErrorKind>;

/** A store that is away or full is asked again soon. */
const ASK_AGAIN_MS = 2_000;

export type VfsErrorCode = keyof typeof KIND_OF;

export interface VfsErrorOptions {
  readonly details?: JsonObject;
  readonly cause?: unknown;
}

/**
 * What can go wrong with files and sessions. Details by code: `path` of the file; REVISION_CONFLICT and
 * VERSION_CONFLICT carry `currentRevision` or `currentVersion` (0: absent); FILE_TOO_LARGE, SNAPSHOT_TOO_LARGE and
 * WORKSPACE_FULL carry `limit` and its `unit` (bytes or files); EDIT_NOT_FOUND and EDIT_AMBIGUOUS carry `occurrences`;
 * the other *_INVALID carry a `reason`.
 */
export class VfsError extends AppError {
  declare readonly code: VfsErrorCode;

  constructor(code: VfsErrorCode, options: VfsErrorOptions = {}) {
    const retryAfterMs = code === 'VFS_UNAVAILABLE' ? ASK_AGAIN_MS : undefined;
    super({ code, kind: KIND_OF[code], details: options.details, retryAfterMs, cause: options.cause });
  }
}
