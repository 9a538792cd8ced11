import { BriefReader } from '@genesis/briefs';
import type { AuthenticatedUser } from '@genesis/identity';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ETAG, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { OwnBriefIdParam } from './brief-id-param.decorator.js';
import { toFile } from './brief-presenter.js';
import { BriefFilesResponse } from './dto/brief.responses.js';
import { sendFile } from './send-file.js';

@ApiTags('briefs')
@OwnBriefIdParam()
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
    headers: ETAG,
  })
  @Revalidated()
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Req() request: FastifyRequest<{ Params: { '*': string } }>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const file = await this.reader.file(briefId, user.id, request.params['*']);
    return sendFile(file, request, reply);
  }
}
