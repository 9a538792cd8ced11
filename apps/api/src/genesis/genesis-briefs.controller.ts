import { BriefReader, BriefsService, type BriefView } from '@genesis/briefs';
import type { AuthenticatedUser } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { BriefIdParam, OwnBriefIdParam } from '../briefs/brief-id-param.decorator.js';
import { IdempotencyKey, IdempotencyKeyHeader } from '../briefs/idempotency-key.decorator.js';
import { Prefer, PreferHeader, type Preferences } from '../briefs/preferences.js';
import { matchedVersion } from '../briefs/matched-version.js';
import { RunWaiter } from '../briefs/run-waiter.js';
import { BriefLinks } from '../briefs/brief-links.js';
import { ETAG, IfMatch, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { sendTagged } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { located } from '../http/docs/link-headers.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { Rated } from '../limits/rate-class.js';
import { GenesisBriefDto } from './dto/genesis-brief.requests.js';
import { GenesisBriefResponse } from './dto/genesis.responses.js';
import { toBrief, toGenesisBrief } from './genesis-presenter.js';

const LOOK_AFTER_SECONDS = '2';

/** Briefs at the addresses of the former service, for people. */
@ApiTags('genesis')
@Controller('genesis/business-brief')
export class GenesisBriefsController {
  constructor(
    private readonly briefs: BriefsService,
    private readonly reader: BriefReader,
    private readonly waiter: RunWaiter,
    private readonly links: BriefLinks,
    private readonly context: RequestContext,
  ) {}

  @Rated('costly')
  @Post()
  @HttpCode(201)
  @RouteConfig({ problemDialect: 'genesis.generate' })
  @ApiOperation({ operationId: 'genesis.generate', summary: 'Generate a brief, and wait for it' })
  @IdempotencyKeyHeader()
  @PreferHeader('Without it the call waits about a minute.')
  @ApiCreatedResponse({
    type: GenesisBriefResponse,
    description: 'The finished brief.',
    headers: located('The brief.'),
  })
  @ApiAcceptedResponse({
    type: GenesisBriefResponse,
    description: 'It is still being made.',
    headers: located('Where it stands.'),
  })
  @ApiProblem(403, 'The quota is used up, or `user_id` is somebody else.')
  @ApiProblem(404, 'The brief of this key was deleted.')
  async generate(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Body() { user_id, brief_data }: GenesisBriefDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GenesisBriefResponse> {
    const calledAtMs = performance.now();
    refuseOthers(user_id, user);
    const brief = toBrief(brief_data);
    const run = await this.briefs.generate(
      {
        owner: user,
        idempotencyKey,
        requestId: this.context.requestId,
        asked: { scope: `${user.id} POST /genesis/business-brief`, body: brief },
      },
      { brief, language: null },
    );
    const { briefId, runId } = run;
    const hasEnded = await this.waiter.hasEndedInTime(run, user.id, { preferences, reply, calledAtMs });
    const answer = toGenesisBrief(await this.reader.find(briefId, user.id), user);
    if (!hasEnded) {
      reply
        .code(202)
        .header('location', this.links.status(briefId))
        .header('retry-after', LOOK_AFTER_SECONDS);
      return answer;
    }
    reply.header('location', this.links.brief(briefId));
    if (answer.status !== 'failed') return answer;
    throw new AppError({
      code: 'GENESIS_BRIEF_GENERATION_FAILED',
      kind: 'internal',
      message: `run ${runId} failed`,
    });
  }

  @Get(':briefId')
  @OwnBriefIdParam()
  @RouteConfig({ problemDialect: 'genesis.read' })
  @ApiOperation({ operationId: 'genesis.get', summary: 'A brief in the shape of the former service' })
  @ApiOkResponse({ type: GenesisBriefResponse, description: 'The brief.', headers: ETAG })
  @Revalidated()
  async get(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return sendTagged(toGenesisBrief(await this.reader.find(briefId, user.id), user), request, reply);
  }

  @Delete(':briefId')
  @BriefIdParam()
  @HttpCode(204)
  @RouteConfig({ problemDialect: 'genesis.delete' })
  @ApiOperation({ operationId: 'genesis.delete', summary: 'Delete a brief and everything made for it' })
  @IfMatch({ isNeeded: false })
  @ApiNoContentResponse({
    description:
      'It is gone; an unfinished run ends with it. Its website is taken down where its host has a call for that; the address of one that stays up is in export and receipt of an erasure.',
  })
  async delete(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    const represent = (brief: BriefView) => toGenesisBrief(brief, user);
    const last = await matchedVersion(this.reader, { briefId, ownerId: user.id, ifMatch, represent });
    await this.briefs.delete(user.id, briefId, last);
  }
}

/** Who calls is what the token says. @throws AppError FORBIDDEN */
function refuseOthers(userId: number | undefined, user: AuthenticatedUser): void {
  if (userId === undefined || userId === user.legacyId || String(userId) === user.dc360UserId) return;
  throw new AppError({ code: 'FORBIDDEN', kind: 'forbidden', message: 'user_id is not the caller' });
}
