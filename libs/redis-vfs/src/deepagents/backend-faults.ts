import { VfsError, type VfsErrorCode } from '../vfs.errors.js';
import type { BackendFileFault } from './deepagents-protocol.js';

type Told = (details: Readonly<Record<string, unknown>>) => string;

const named = ({ path }: Readonly<Record<string, unknown>>): string =>
  typeof path === 'string' ? `'${path}' ` : '';
const reasoned =
  (told: string): Told =>
  ({ reason }) =>
    typeof reason === 'string' ? `${told}: ${reason}` : told;
const limited =
  (told: string): Told =>
  ({ limit, unit }) =>
    `${told}: at most ${String(limit)} ${String(unit)}`;

/** What the model reads, so that it can do better. */
const SENTENCES: Readonly<Record<VfsErrorCode, Told>> = {
  WORKSPACE_NOT_FOUND: () => 'the workspace does not exist',
  FILE_NOT_FOUND: (details) => `File ${named(details)}not found`,
  SESSION_NOT_FOUND: () => 'the session does not exist',
  USER_STATE_NOT_FOUND: () => 'there is no such state',
  FILE_EXISTS: (details) => `File ${named(details)}exists already`,
  REVISION_CONFLICT: (details) =>
    `File ${named(details)}was changed by somebody else meanwhile: read it again`,
  VERSION_CONFLICT: () => 'it was changed by somebody else meanwhile: read it again',
  FILE_TOO_LARGE: limited('the file is too large'),
  WORKSPACE_FULL: limited('the workspace is full'),
  SNAPSHOT_TOO_LARGE: limited('it is too large'),
  PATH_INVALID: reasoned('the path is invalid'),
  PATTERN_INVALID: reasoned('the pattern is invalid'),
  RANGE_INVALID: reasoned('the range is invalid'),
  CONTENT_INVALID: reasoned('the content cannot be stored'),
  METADATA_INVALID: reasoned('the metadata cannot be stored'),
  EDIT_NOT_FOUND: () => 'the text to replace is not in the file',
  EDIT_AMBIGUOUS: ({ occurrences }) =>
    `the text to replace occurs ${String(occurrences)} times: give more of it, or replace all`,
  VFS_UNAVAILABLE: () => 'the file store does not answer: it may or may not have happened, try again',
};

/** A refusal as one sentence. It names paths and limits, nothing of the inside. */
export function sentenceOf(error: VfsError): string {
  return SENTENCES[error.code](error.details ?? {});
}

const FAULTS: Readonly<Partial<Record<VfsErrorCode, BackendFileFault>>> = {
  FILE_NOT_FOUND: 'file_not_found',
  WORKSPACE_NOT_FOUND: 'file_not_found',
  PATH_INVALID: 'invalid_path',
};

/** A refusal in the four words that uploads and downloads have. @throws the error when it is no refusal */
export function faultOf(error: unknown): BackendFileFault {
  if (!(error instanceof VfsError)) throw error;
  return FAULTS[error.code] ?? 'permission_denied';
}
