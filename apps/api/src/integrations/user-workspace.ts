import { userWorkspaceId, VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';

/** Files that a user keeps for the time of a session: one workspace a user. */
@Injectable()
export class UserWorkspaces {
  constructor(private readonly files: VirtualFiles) {}

  of(userId: string): Workspace {
    return this.files.workspace({ workspaceId: userWorkspaceId(userId), ownerId: userId });
  }
}
