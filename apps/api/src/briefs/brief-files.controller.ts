import { BriefReader } from '@genesis/briefs';
import type { AuthenticatedUser } from '@genesis/identity';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { BriefIdParam } from './brief-id-param.decorator.js';
import { toFile } from './brief-presenter.js';
import { BriefFilesResponse } from './dto/brief.responses.js';
import { isNotModified } from './entity-tag.js';

/** A file is shown, never run: scripts in a drawing or a page stay dead. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

@ApiTags('briefs')
@BriefIdParam()
@Controller('business/brief/:briefId/files')
export class BriefFilesController {
  constructor(private readonly reader: BriefReader) {}

  @Get()
  @ApiOperation({ operationId: 'briefs.files', summary: 'Files that the agents delivered' })
  @ApiOkResponse({ type: BriefFilesResponse, description: 'By path.' })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
  ): Promise<BriefFilesResponse> {
    const files = await this.reader.filesOf(briefId, user.id);
    return { items: files.map(toFile) };
  }

  @Get('*')
  @ApiOperation({ operationId: 'briefs.file', summary: 'One file' })
  @ApiParam({
    name: 'path',
    description: 'With or without `/` at its beginning.',
    schema: { type: 'string', maxLength: 200, example: 'content/home.fr.md' },
  })
  @ApiOkResponse({
    description: 'The bytes, with the media type of the file.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiResponse({ status: 304, description: 'The caller has this version.' })
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Req() request: FastifyRequest<{ Params: { '*': string } }>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const file = await this.reader.file(briefId, user.id, request.params['*']);
    reply.header('content-security-policy', FILE_POLICY).header('x-content-type-options', 'nosniff');
    if (isNotModified(request, reply, `"${file.sha256}"`)) return undefined;
    reply.type(withCharset(file.mediaType));
    return Buffer.from(file.content);
  }
}

/** Files are UTF-8, which a reader of text/* does not assume. */
function withCharset(mediaType: string): string {
  return /^text\/[^;]+$/.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;
}
