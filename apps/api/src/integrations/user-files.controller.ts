import type { AuthenticatedUser } from '@genesis/identity';
import { Body, Controller, Get, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ETAG, IfMatch, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { isNotModified, setTag } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import {
  FileInfoResponse,
  FileNamesResponse,
  FileQuery,
  FilesQuery,
  FileTextResponse,
  FileWrittenResponse,
  WriteFileDto,
} from './user-files.dto.js';
import { UserWorkspaces } from './user-workspace.js';

const NoFile = () => ApiProblem(404, 'The caller has no such file.');

/** A caller's own files, which live as long as a session. Nobody reaches those of somebody else, or of a run. */
@ApiTags('integrations')
@Controller('integrations/redis-fs')
export class UserFilesController {
  constructor(private readonly workspaces: UserWorkspaces) {}

  @Post('write')
  @HttpCode(200)
  @ApiOperation({ operationId: 'files.write', summary: 'Write a file of the caller' })
  @IfMatch({ isNeeded: false })
  @ApiOkResponse({ type: FileWrittenResponse, description: 'It is there.', headers: ETAG })
  async write(
    @CurrentUser() user: AuthenticatedUser,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() { path, content, ttl }: WriteFileDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileWrittenResponse> {
    const file = { path, content, ttlSeconds: ttl ?? undefined };
    const stat = await this.workspaces.write(user.id, file, ifMatch);
    setTag(reply, `"${stat.sha256}"`);
    return { success: true, path: stat.path };
  }

  @Get('read')
  @ApiOperation({ operationId: 'files.read', summary: 'Read a file of the caller' })
  @ApiOkResponse({ type: FileTextResponse, description: 'Its text.', headers: ETAG })
  @Revalidated()
  @NoFile()
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { path }: FileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileTextResponse | undefined> {
    const { content, stat } = await this.workspaces.of(user.id).readRaw(path);
    return isNotModified(request, reply, `"${stat.sha256}"`) ? undefined : { path: stat.path, content };
  }

  @Get('info')
  @ApiOperation({ operationId: 'files.info', summary: 'Size and dates of a file of the caller' })
  @ApiOkResponse({ type: FileInfoResponse, description: 'Without its text.' })
  @NoFile()
  async info(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { path }: FileQuery,
  ): Promise<FileInfoResponse> {
    const stat = await this.workspaces.of(user.id).stat(path);
    return {
      path: stat.path,
      size: stat.size,
      media_type: stat.mediaType,
      sha256: stat.sha256,
      revision: stat.revision,
      created_at: stat.createdAt.toISOString(),
      modified_at: stat.modifiedAt.toISOString(),
    };
  }

  @Get('list')
  @ApiOperation({ operationId: 'files.list', summary: 'Names of the files of the caller' })
  @ApiOkResponse({ type: FileNamesResponse, description: 'By path.' })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { pattern }: FilesQuery,
  ): Promise<FileNamesResponse> {
    const stats = await this.workspaces.of(user.id).glob(pattern ?? '**');
    const files = stats.map(({ path }) => path);
    return { files, total: files.length };
  }
}
