import { createHash } from 'node:crypto';
import { VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';

/** Files that a user keeps for the time of a session: one workspace a user, whose id no caller can name. */
@Injectable()
export class UserWorkspaces {
  constructor(private readonly files: VirtualFiles) {}

  of(userId: string): Workspace {
    return this.files.workspace({ workspaceId: workspaceIdOf(userId), ownerId: userId });
  }
}

/** Always the same for a user, and no run's or session's: those are random. */
function workspaceIdOf(userId: string): string {
  const digest = createHash('sha256').update(`genesis user files ${userId}`).digest('hex');
  // The form of a random UUID (RFC 9562, version 4), which is the only one that a workspace takes.
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
