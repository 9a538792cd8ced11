import { AssetStore } from '@genesis/assets';
import { ContractBriefs, toContractBrief } from '@genesis/briefs';
import { LongReads } from '@genesis/database';
import { AppError } from '@genesis/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pictureTag } from '../assets/picture-tag.js';
import { BriefIdParam } from '../briefs/brief-id-param.decorator.js';
import { sendFile, showOnly } from '../briefs/send-file.js';
import { IdempotencyKey } from '../briefs/idempotency-key.decorator.js';
import { Prefer, type Preferences } from '../briefs/preferences.js';
import { ETAG, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { isNotModified, sendTagged } from '../http/conditional/entity-tag.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { ServiceRoute } from '../service/service-route.decorator.js';
import { ContractGeneration } from './contract-generation.js';
import { ContractLinks } from './contract-links.js';
import { toContractList, toContractStatus } from './contract-presenter.js';
import { ContractListQuery, ContractUserParams } from './dto/contract.queries.js';
import {
  ContractBriefResponse,
  ContractListResponse,
  ContractStatusResponse,
  type GeneratedBriefResponse,
} from './dto/contract.responses.js';
import { GenerateForUserDto } from './dto/generate-for-user.dto.js';
import { GenerationAnswers } from './generation-answers.decorator.js';

/** Routes of DigitalCloud360's contract 1.0.0. They see the briefs of its users, and of nobody else. */
@ApiTags('dc360')
@Controller('business-brief')
export class ContractBriefsController {
  constructor(
    private readonly generation: ContractGeneration,
    private readonly briefs: ContractBriefs,
    private readonly links: ContractLinks,
    private readonly pictures: AssetStore,
    private readonly longReads: LongReads,
  ) {}

  @ServiceRoute('briefs.generate', 'contract.generate')
  @Post('generate')
  @HttpCode(201)
  @ApiOperation({
    operationId: 'contract.generate',
    summary: 'Generate a brief for a user of DigitalCloud360',
  })
  @GenerationAnswers()
  async generate(
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Body() body: GenerateForUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GeneratedBriefResponse> {
    return this.generation.generate({
      route: '/business-brief/generate',
      body,
      idempotencyKey,
      preferences,
      reply,
    });
  }

  @ServiceRoute('briefs.read')
  @Get('user/:userId')
  @ApiOperation({ operationId: 'contract.list', summary: 'Briefs of a user of DigitalCloud360' })
  @ApiOkResponse({ type: ContractListResponse, description: 'Empty for a user who has none.' })
  async list(
    @Param() { userId }: ContractUserParams,
    @Query() { limit, offset, sort }: ContractListQuery,
  ): Promise<ContractListResponse> {
    const wanted = { dc360UserId: String(userId), limit, offset, sort };
    const page = await this.longReads.run(() => this.briefs.list(wanted));
    return toContractList(page, { userId, limit, offset });
  }

  @ServiceRoute('briefs.read')
  @Get(':briefId')
  @BriefIdParam()
  @ApiOperation({ operationId: 'contract.get', summary: 'A brief in the words of the contract' })
  @ApiOkResponse({
    type: ContractBriefResponse,
    description: 'What an agent did not deliver is null.',
    headers: ETAG,
  })
  @Revalidated()
  async get(
    @Param('briefId', PublicIdPipe) briefId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return sendTagged(
      toContractBrief(await this.briefs.find(briefId), this.links.of(briefId)),
      request,
      reply,
    );
  }

  @ServiceRoute('briefs.read')
  @Get(':briefId/status')
  @BriefIdParam()
  @ApiOperation({ operationId: 'contract.status', summary: 'Where a brief stands' })
  @ApiOkResponse({ type: ContractStatusResponse, description: 'The status.' })
  async status(@Param('briefId', PublicIdPipe) briefId: string): Promise<ContractStatusResponse> {
    return toContractStatus(await this.briefs.status(briefId));
  }

  @ServiceRoute('briefs.read')
  @Get(':briefId/files/*')
  @BriefIdParam()
  @ApiOperation({ operationId: 'contract.file', summary: 'One file of a brief, such as its logo' })
  @ApiParam({
    name: 'path',
    description: 'As in the links of the brief.',
    schema: { type: 'string', maxLength: 200, example: 'logo/logo.svg' },
  })
  @ApiOkResponse({
    description: 'The bytes, with the media type of the file.',
    content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
    headers: ETAG,
  })
  @Revalidated()
  async file(
    @Param('briefId', PublicIdPipe) briefId: string,
    @Req() request: FastifyRequest<{ Params: { '*': string } }>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    return sendFile(await this.briefs.file(briefId, request.params['*']), request, reply);
  }

  @ServiceRoute('briefs.read')
  @Get(':briefId/pictures/:key')
  @BriefIdParam()
  @ApiOperation({ operationId: 'contract.picture', summary: 'A picture of a brief, such as its logo' })
  @ApiParam({
    name: 'key',
    description: 'As in the links of the brief.',
    schema: { type: 'string', maxLength: 100 },
  })
  @ApiOkResponse({
    description: 'The bytes, with the media type of the picture.',
    content: { 'image/*': { schema: { type: 'string', format: 'binary' } } },
    headers: ETAG,
  })
  @Revalidated()
  async picture(
    @Param('briefId', PublicIdPipe) briefId: string,
    @Param('key') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const picture = await this.pictures.readOwn(await this.briefs.ownerOf(briefId), key);
    if (picture === null) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
    showOnly(reply);
    if (isNotModified(request, reply, pictureTag(key))) return undefined;
    reply.type(picture.mediaType);
    return picture.bytes;
  }
}
