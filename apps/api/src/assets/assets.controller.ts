import { AssetStore } from '@genesis/assets';
import type { AuthenticatedUser } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ETAG, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { isNotModified } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { pictureTag } from './picture-tag.js';

/** A picture is shown, never run: a script in a drawing stays dead. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

const content = Object.fromEntries(
  ['image/png', 'image/webp', 'image/jpeg', 'image/svg+xml'].map((mediaType) => [
    mediaType,
    { schema: { type: 'string', format: 'binary' } },
  ]),
);

@ApiTags('assets')
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: AssetStore) {}

  @Get(':key')
  @ApiOperation({ operationId: 'assets.read', summary: 'A picture of one of your briefs' })
  @ApiParam({
    name: 'key',
    description: 'SHA-256 of the bytes in hex, and the extension: `asset_id` of a logo.',
    schema: {
      type: 'string',
      maxLength: 69,
      pattern: '^[0-9a-f]{64}\\.(png|webp|jpg|svg)$',
      example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png',
    },
  })
  @ApiOkResponse({ description: 'The bytes.', content, headers: ETAG })
  @Revalidated()
  @ApiProblem(404, 'There is no such picture among yours.')
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Param('key') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const file = await this.assets.readOwn(user.id, key);
    if (file === null) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
    // The content never changes, but who may see it does: a browser outlives a sign-out, and has several users.
    const isKnown = isNotModified(request, reply, pictureTag(key));
    reply.header('content-security-policy', PICTURE_POLICY).header('x-content-type-options', 'nosniff');
    if (isKnown) return undefined;
    reply.type(file.mediaType);
    return file.bytes;
  }
}
