import { expect } from '@jest/globals';
import { newId } from '@genesis/kernel';
import type { ArtifactSource } from '../artifact-source.js';
import { VfsError, type VfsErrorCode } from '../vfs.errors.js';
import type { VfsLimits, VirtualFiles, WorkspaceRef } from '../virtual-files.js';

export interface StoreOptions {
  readonly sessionTtlSeconds: number;
  readonly limits: VfsLimits;
  readonly artifacts?: ArtifactSource;
}

/** An adapter under test, and what the tests need beside the port. */
export interface VirtualFilesSubject {
  /** Two clients of one store, as two processes have them. */
  clients(options: StoreOptions): readonly [VirtualFiles, VirtualFiles];
  /** Brings everything in the workspace nearer to its end, as if so many seconds went by without a use. */
  passTime(workspaceId: string, seconds: number): Promise<void>;
  close(): Promise<void>;
}

export const LIMITS: VfsLimits = { maxFileBytes: 100, maxFiles: 5, maxWorkspaceBytes: 250 };
export const SESSION_TTL_SECONDS = 100;

/** A workspace that is new, and two clients of it. */
export type OpenWorkspace = ReturnType<typeof workspacesOf>;

/** @param subject known once the suite has begun */
export function workspacesOf(subject: () => VirtualFilesSubject) {
  return (options: Partial<StoreOptions> = {}) => {
    const ref: WorkspaceRef = { workspaceId: newId(), ownerId: newId() };
    const [first, second] = subject().clients({
      sessionTtlSeconds: SESSION_TTL_SECONDS,
      limits: LIMITS,
      ...options,
    });
    return {
      ref,
      first,
      second,
      files: first.workspace(ref),
      others: second.workspace(ref),
      passTime: (seconds: number) => subject().passTime(ref.workspaceId, seconds),
    };
  };
}

export async function expectRefusal(
  attempt: Promise<unknown>,
  code: VfsErrorCode,
  details: object = {},
): Promise<void> {
  const refusal: unknown = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(VfsError);
  expect(refusal).toMatchObject({ code, ...(Object.keys(details).length === 0 ? {} : { details }) });
}
