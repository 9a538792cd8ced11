import type { StoredFile, WorkspaceRef } from './virtual-files.js';

/**
 * Where the durable copies of a workspace's files are. A lib above provides it (from a global module: the virtual file
 * system imports nothing of that lib); without one, what Redis lost stays lost.
 */
export abstract class ArtifactSource {
  /**
   * Every delivered file of the workspace, latest revision, or an empty list when there is none. Called when Redis has
   * nothing of the workspace, possibly by several clients at once.
   * @throws VfsError WORKSPACE_NOT_FOUND when the workspace belongs to another owner than `ref.ownerId`: Redis, having
   * lost the workspace, no longer knows, so that this is the place that must.
   */
  abstract load(ref: WorkspaceRef): Promise<readonly StoredFile[]>;
}
