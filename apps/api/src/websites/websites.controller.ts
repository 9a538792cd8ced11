import { AppSettings, PublishingSettings } from '@genesis/config';
import type { AuthenticatedUser } from '@genesis/identity';
import { RequestContext } from '@genesis/observability';
import { type RequestedPublication, WebsitesService } from '@genesis/publishing';
import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { IdempotencyKey, IdempotencyKeyHeader } from '../briefs/idempotency-key.decorator.js';
import { appliedWait, Prefer, PreferHeader, type Preferences } from '../briefs/preferences.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { located } from '../http/docs/link-headers.js';
import { goneSignal } from '../http/gone-signal.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { Rated } from '../limits/rate-class.js';
import { CreateWebsiteDto, RollBackWebsiteDto } from './dto/website.requests.js';
import {
  WebsitePublishedResponse,
  WebsiteRequestedResponse,
  WebsiteResponse,
} from './dto/website.responses.js';
import { publicationError, toPublished, toWebsite } from './website-presenter.js';
import { isMoving, WebsiteWaiter } from './website-waiter.js';

/** When a first look at a publication that goes on is worth it. */
const LOOK_AFTER_SECONDS = '2';

const WebsiteIdParam = () =>
  ApiParam({
    name: 'websiteId',
    description: '`website_id` of the website.',
    schema: { type: 'string', format: 'uuid', example: '7f1c2f0b-52a6-4f3a-9a2c-0f3f0a9b7d11' },
  });

const Published = () =>
  applyDecorators(
    IdempotencyKeyHeader(),
    PreferHeader('Without it the call waits for 30 seconds.'),
    ApiCreatedResponse({
      type: WebsitePublishedResponse,
      description: 'It is published.',
      headers: located('Where the website stands.'),
    }),
    ApiAcceptedResponse({
      type: WebsiteRequestedResponse,
      description: 'It will be published.',
      headers: located('Where the website stands.'),
    }),
    ApiProblem(409, 'The version is not one that can be published, or another one is being published.'),
    ApiProblem(
      503,
      'The platform is not there: the publication is kept as failed, asking again tries again.',
    ),
  );

@ApiTags('websites')
@Controller('business/website')
export class WebsitesController {
  private readonly root: string;

  constructor(
    private readonly websites: WebsitesService,
    private readonly waiter: WebsiteWaiter,
    private readonly context: RequestContext,
    private readonly settings: PublishingSettings,
    app: AppSettings,
  ) {
    this.root = `${app.apiPrefix}/business/website`;
  }

  @Rated('costly')
  @Post('create')
  @HttpCode(201)
  @ApiOperation({ operationId: 'websites.create', summary: 'Publish a version of a brief as a website' })
  @Published()
  @ApiProblem(404, 'There is no such brief, or no such version of it.')
  @ApiProblem(410, 'The brief has expired (BRIEF_EXPIRED): only its id is left.')
  async create(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Body() { brief_id, version }: CreateWebsiteDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebsitePublishedResponse | WebsiteRequestedResponse> {
    const requested = await this.websites.publish(
      { briefId: brief_id.toLowerCase(), version: version ?? null },
      { ownerId: user.id, idempotencyKey, requestId: this.context.requestId },
    );
    return this.answer(requested, preferences, reply);
  }

  @Get(':websiteId/status')
  @WebsiteIdParam()
  @ApiOperation({ operationId: 'websites.status', summary: 'Where a website stands' })
  @ApiOkResponse({ type: WebsiteResponse, description: 'The status.' })
  @ApiProblem(503, 'The website is still being built, and the platform that builds it is not there.')
  async status(
    @CurrentUser() user: AuthenticatedUser,
    @Param('websiteId', PublicIdPipe) websiteId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebsiteResponse> {
    return toWebsite(await this.websites.status(websiteId, user.id, goneSignal(reply)));
  }

  @Rated('costly')
  @Post(':websiteId/rollback')
  @WebsiteIdParam()
  @HttpCode(201)
  @ApiOperation({
    operationId: 'websites.rollBack',
    summary: 'Put a version that was published before in the place of the one that is',
  })
  @Published()
  async rollBack(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Param('websiteId', PublicIdPipe) websiteId: string,
    @Body() { version }: RollBackWebsiteDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebsitePublishedResponse | WebsiteRequestedResponse> {
    const requested = await this.websites.rollBack(
      { websiteId, version },
      { ownerId: user.id, idempotencyKey, requestId: this.context.requestId },
    );
    return this.answer(requested, preferences, reply);
  }

  /** 201 when it is published in time, 202 while it is not. @throws AppError when it failed */
  private async answer(
    { websiteId, publicationId, isReplay }: RequestedPublication,
    { isAsync, waitMs }: Preferences,
    reply: FastifyReply,
  ): Promise<WebsitePublishedResponse | WebsiteRequestedResponse> {
    if (isReplay) reply.header('idempotent-replayed', 'true');
    if (waitMs !== null) reply.header('preference-applied', appliedWait(waitMs));
    else if (isAsync) reply.header('preference-applied', 'respond-async');
    const view = await this.waiter.ended(
      publicationId,
      waitMs ?? (isAsync ? 0 : this.settings.waitMs),
      reply,
    );
    if (view.status === 'failed' && view.error) throw publicationError(view.error);
    const statusUrl = `${this.root}/${websiteId}/status`;
    reply.header('location', statusUrl);
    if (!isMoving(view)) return toPublished(view);
    reply.code(202).header('retry-after', LOOK_AFTER_SECONDS);
    return { website_id: websiteId, status: view.status, status_url: statusUrl };
  }
}
