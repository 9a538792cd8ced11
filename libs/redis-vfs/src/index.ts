export { ArtifactSource } from './artifact-source.js';
export { WorkspaceBackend, type WorkspaceBackendOptions } from './deepagents/workspace-backend.js';
export { RedisVfsModule } from './redis-vfs.module.js';
export {
  SessionFiles,
  type SessionListing,
  type SessionRef,
  type SessionSnapshot,
  type SessionStamp,
  type WriteSessionOptions,
} from './session-files.js';
export { userWorkspaceId } from './user-workspace.js';
export { VfsError, type VfsErrorCode } from './vfs.errors.js';
export { VfsHealth } from './vfs-health.js';
export { normalisePath } from './vfs-path.js';
export {
  VirtualFiles,
  type DirectoryEntry,
  type EditOptions,
  type EditOutcome,
  type FileContent,
  type FilePage,
  type FileStat,
  type GrepMatch,
  type GrepOptions,
  type GrepResult,
  type ReadOptions,
  type StoredFile,
  type VfsLimits,
  type Workspace,
  type WorkspaceOptions,
  type WorkspaceRef,
  type WriteOptions,
} from './virtual-files.js';
