import { isId } from '@genesis/kernel';
import { VfsError } from './vfs.errors.js';
import type { WorkspaceOptions, WorkspaceRef } from './virtual-files.js';

const OWNER = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/**
 * The UUID is all that enters a key, so that a caller cannot steer the hash tag.
 * @throws VfsError WORKSPACE_NOT_FOUND
 */
export function checkWorkspaceRef(ref: WorkspaceRef): void {
  if (!isId(ref.workspaceId) || !OWNER.test(ref.ownerId)) throw new VfsError('WORKSPACE_NOT_FOUND');
}

/** Life that a use grants, in milliseconds: the session's, or the run's when that is longer. */
export function grantedLifeMs(sessionTtlSeconds: number, options: WorkspaceOptions): number {
  return Math.max(sessionTtlSeconds, Math.ceil(options.minTtlSeconds ?? 0)) * 1_000;
}
