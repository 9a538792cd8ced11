import { AccountsService, Unauthorized } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { type FileStat, userWorkspaceId, VfsError, VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Injectable } from '@nestjs/common';
import { requireMatch } from '../http/conditional/entity-tag.js';

interface FileToWrite {
  readonly path: string;
  readonly content: string;
  readonly ttlSeconds?: number;
}

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

  /** Writes a file; with `ifMatch` only over a content that it names.
   *  @throws VfsError; AppError PRECONDITION_FAILED when another one is there, or none; Unauthorized when the account is
   *  erased: then nothing is kept */
  async write(userId: string, file: FileToWrite, ifMatch: string | undefined): Promise<FileStat> {
    const workspace = this.of(userId);
    const stat = await writeMatched(workspace, file, ifMatch);
    // An erasure closes the account and then drops the files. It may have done both since the caller was let in, and no
    // row says that there is a file: it would stay for its whole life.
    if (await this.accounts.isKept(userId)) return stat;
    await workspace.deleteWorkspace();
    throw new Unauthorized('account is erased');
  }
}

/** What is there is not what the caller has read. */
const MISSED: ReadonlySet<string> = new Set(['WORKSPACE_NOT_FOUND', 'FILE_NOT_FOUND', 'REVISION_CONFLICT']);

async function writeMatched(
  workspace: Workspace,
  { path, content, ttlSeconds }: FileToWrite,
  ifMatch: string | undefined,
): Promise<FileStat> {
  const life = ttlSeconds === undefined ? {} : { ttlSeconds };
  if (ifMatch === undefined) return workspace.write(path, content, life);
  try {
    const { revision, sha256 } = await workspace.stat(path);
    requireMatch(ifMatch, `"${sha256}"`);
    return await workspace.write(path, content, { ...life, expectedRevision: revision });
  } catch (error) {
    throw error instanceof VfsError && MISSED.has(error.code)
      ? new AppError({ code: 'PRECONDITION_FAILED', kind: 'conflict', cause: error })
      : error;
  }
}
