import { AccountsService, Unauthorized } from '@genesis/identity';
import {
  type FileStat,
  userWorkspaceId,
  VirtualFiles,
  type Workspace,
  type WriteOptions,
} from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';

/** Files that a user keeps for the time of a session: one workspace a user. */
@Injectable()
export class UserWorkspaces {
  constructor(
    private readonly files: VirtualFiles,
    private readonly accounts: AccountsService,
  ) {}

  of(userId: string): Workspace {
    return this.files.workspace({ workspaceId: userWorkspaceId(userId), ownerId: userId });
  }

  /** @throws VfsError as `Workspace.write`; Unauthorized when the account is erased: then nothing is kept */
  async write(userId: string, path: string, content: string, options: WriteOptions): Promise<FileStat> {
    const workspace = this.of(userId);
    const stat = await workspace.write(path, content, options);
    // An erasure closes the account and then drops the files. It may have done both since the caller was let in, and no
    // row says that there is a file: it would stay for its whole life.
    if (await this.accounts.isKept(userId)) return stat;
    await workspace.deleteWorkspace();
    throw new Unauthorized('account is erased');
  }
}
