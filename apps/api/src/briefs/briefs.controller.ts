import { BriefReader, BriefsService, type StartedRun } from '@genesis/briefs';
import { CoachingService } from '@genesis/coaching';
import { LongReads } from '@genesis/database';
import type { AuthenticatedUser } from '@genesis/identity';
import { RequestContext } from '@genesis/observability';
import type { RunStatus } from '@genesis/runs';
import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
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
import { ETAG, IfMatch, Revalidated } from '../http/conditional/conditional-headers.decorator.js';
import { sendTagged } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { located, NEXT_PAGE } from '../http/docs/link-headers.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { validationFailed } from '../http/validation/validation-failed.js';
import { Rated } from '../limits/rate-class.js';
import { OwnBriefIdParam } from './brief-id-param.decorator.js';
import { BriefLinks } from './brief-links.js';
import { toBrief, toCancelled, toList, toResults, toStatus, toVersion } from './brief-presenter.js';
import { ListQuery, VersionQuery } from './dto/brief.queries.js';
import {
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BriefVersionsResponse,
  BusinessBriefResponse,
  RunCancelledResponse,
  RunStartedResponse,
} from './dto/brief.responses.js';
import { GenerateBriefDto, toBusinessBrief } from './dto/generate-brief.dto.js';
import { agentsOf, RegenerateDto } from './dto/regenerate.dto.js';
import { IdempotencyKey, IdempotencyKeyHeader } from './idempotency-key.decorator.js';
import { decodeCursor } from './list-cursor.js';
import { appliedWait, Prefer, PreferHeader, type Preferences } from './preferences.js';
import { matchedVersion } from './matched-version.js';
import { RunWaiter } from './run-waiter.js';

/** When a first look at a run that was just started is worth it. */
const LOOK_AFTER_SECONDS = '1';

const RunStarted = () =>
  applyDecorators(
    PreferHeader(),
    ApiCreatedResponse({
      type: BusinessBriefResponse,
      description: 'The run has ended while the caller waited, as `Prefer: wait` had asked.',
      headers: {
        ...located('The brief.'),
        'Preference-Applied': {
          description: 'What was waited at most.',
          schema: { type: 'string', maxLength: 20, pattern: '^wait=\\d+$' },
        },
      },
    }),
    ApiAcceptedResponse({
      type: RunStartedResponse,
      description: 'A run was started.',
      headers: located('Where the run stands.'),
    }),
    ApiProblem(403, 'The quota is used up, or there is no subscription that runs.'),
  );

interface StartingCall {
  readonly user: AuthenticatedUser;
  readonly preferences: Preferences;
  readonly reply: FastifyReply;
}

@ApiTags('briefs')
@Controller('business')
export class BriefsController {
  constructor(
    private readonly briefs: BriefsService,
    private readonly coaching: CoachingService,
    private readonly reader: BriefReader,
    private readonly links: BriefLinks,
    private readonly waiter: RunWaiter,
    private readonly context: RequestContext,
    private readonly longReads: LongReads,
  ) {}

  @Rated('costly')
  @Post('brief/generate')
  @HttpCode(202)
  @ApiOperation({ operationId: 'briefs.generate', summary: 'Turn an idea into a brief' })
  @IdempotencyKeyHeader()
  @RunStarted()
  @ApiProblem(404, 'There is no such coaching session, or the brief of this key was deleted.')
  @ApiProblem(
    409,
    'Of a coaching session: its draft is not confirmed, its brief is being made or has results, or somebody is answering.',
  )
  async generate(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Prefer() preferences: Preferences,
    @Body() body: GenerateBriefDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunStartedResponse | BusinessBriefResponse> {
    const { language } = body;
    // Null stands for leaving out.
    const { business_brief = null, coaching_session_id = null } = body;
    const request = { owner: user, idempotencyKey, requestId: this.context.requestId };
    if (coaching_session_id !== null) {
      if (business_brief !== null) {
        throw validationFailed([{ pointer: '/business_brief', code: 'INVALID' }]);
      }
      const run = await this.coaching.generate(request, coaching_session_id);
      return this.answer(run, { user, preferences, reply });
    }
    if (business_brief === null) {
      throw validationFailed([{ pointer: '/business_brief', code: 'REQUIRED' }]);
    }
    const run = await this.briefs.generate(request, {
      brief: toBusinessBrief(business_brief),
      language: language ?? null,
    });
    return this.answer(run, { user, preferences, reply });
  }

  @Get('briefs')
  @ApiOperation({ operationId: 'briefs.list', summary: "The caller's briefs, newest first" })
  @ApiOkResponse({ type: BriefListResponse, description: 'One page.', headers: NEXT_PAGE })
  async list(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: ListQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BriefListResponse> {
    const position = cursor === undefined ? null : decodeCursor(cursor);
    const page = toList(await this.longReads.run(() => this.reader.list(user.id, limit, position)));
    if (page.next_cursor !== undefined) {
      reply.header('link', `<${this.links.list({ limit, cursor: page.next_cursor })}>; rel="next"`);
    }
    return page;
  }

  @Get('brief/:briefId')
  @OwnBriefIdParam()
  @ApiOperation({ operationId: 'briefs.get', summary: 'A brief with its results' })
  @ApiOkResponse({ type: BusinessBriefResponse, description: 'The brief.', headers: ETAG })
  @Revalidated()
  async get(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Query() { version }: VersionQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    return sendTagged(toBrief(await this.reader.find(briefId, user.id, version)), request, reply);
  }

  @Get('brief/:briefId/versions')
  @OwnBriefIdParam()
  @ApiOperation({ operationId: 'briefs.versions', summary: 'Every version of a brief' })
  @ApiOkResponse({ type: BriefVersionsResponse, description: 'Newest first.' })
  async versions(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
  ): Promise<BriefVersionsResponse> {
    const versions = await this.reader.versions(briefId, user.id);
    return { items: versions.map(toVersion) };
  }

  @Get('brief/:briefId/status')
  @OwnBriefIdParam()
  @ApiOperation({ operationId: 'briefs.status', summary: 'Where a brief and its newest run stand' })
  @ApiOkResponse({ type: BriefStatusResponse, description: 'The status.' })
  async status(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
  ): Promise<BriefStatusResponse> {
    return toStatus(await this.reader.status(briefId, user.id));
  }

  @Get('brief/:briefId/results')
  @OwnBriefIdParam()
  @ApiOperation({ operationId: 'briefs.results', summary: 'The five results of a brief' })
  @ApiOkResponse({ type: BriefResultsResponse, description: 'Null where there is no result (yet).' })
  async results(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Query() { version }: VersionQuery,
  ): Promise<BriefResultsResponse> {
    return toResults(await this.reader.find(briefId, user.id, version));
  }

  @Rated('costly')
  @Post('brief/:briefId/regenerate')
  @OwnBriefIdParam()
  @HttpCode(202)
  @ApiOperation({ operationId: 'briefs.regenerate', summary: 'Make chosen sections anew, as a new version' })
  @IdempotencyKeyHeader()
  @RunStarted()
  @ApiProblem(409, 'A run of the brief is unfinished.')
  @ApiProblem(429, 'The brief has been regenerated too often today (REGENERATION_LIMIT).')
  async regenerate(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Prefer() preferences: Preferences,
    @Body() body: RegenerateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunStartedResponse | BusinessBriefResponse> {
    const run = await this.briefs.regenerate(
      { owner: user, idempotencyKey, requestId: this.context.requestId },
      briefId,
      agentsOf(body),
    );
    return this.answer(run, { user, preferences, reply });
  }

  @Post('brief/:briefId/cancel')
  @OwnBriefIdParam()
  @HttpCode(202)
  @ApiOperation({ operationId: 'briefs.cancel', summary: "End a brief's run" })
  @ApiAcceptedResponse({
    type: RunCancelledResponse,
    description: 'The run ends within seconds; repeatable until it has.',
    headers: located('Where the run stands.'),
  })
  @ApiProblem(409, 'No run of the brief is unfinished.')
  async cancel(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunCancelledResponse> {
    const statusUrl = this.links.status(briefId);
    const run = await this.briefs.cancel(user.id, briefId);
    reply.header('location', statusUrl).header('retry-after', LOOK_AFTER_SECONDS);
    return toCancelled(run, statusUrl);
  }

  @Delete('brief/:briefId')
  @OwnBriefIdParam()
  @HttpCode(204)
  @ApiOperation({ operationId: 'briefs.delete', summary: 'Delete a brief and everything made for it' })
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
    const last = await matchedVersion(this.reader, {
      briefId,
      ownerId: user.id,
      ifMatch,
      represent: toBrief,
    });
    await this.briefs.delete(user.id, briefId, last);
  }

  /** 201 with the brief when the caller waits for the end of the run and it comes in time, else 202. */
  private async answer(
    run: StartedRun,
    { user, preferences, reply }: StartingCall,
  ): Promise<RunStartedResponse | BusinessBriefResponse> {
    if (run.isReplay) reply.header('idempotent-replayed', 'true');
    const { waitMs } = preferences;
    if (waitMs === null) return this.started(run, reply);
    reply.header('preference-applied', appliedWait(waitMs));
    const awaited = { briefId: run.briefId, runId: run.runId, ownerId: user.id };
    if (!(await this.waiter.hasEnded(awaited, waitMs, reply))) {
      const { runStatus } = await this.reader.status(run.briefId, user.id);
      return this.started(run, reply, runStatus ?? 'queued');
    }
    const brief = toBrief(await this.reader.find(run.briefId, user.id));
    reply.code(201).header('location', this.links.brief(run.briefId));
    return brief;
  }

  private started(
    { briefId, runId }: StartedRun,
    reply: FastifyReply,
    status: RunStatus = 'queued',
  ): RunStartedResponse {
    const statusUrl = this.links.status(briefId);
    reply.header('location', statusUrl).header('retry-after', LOOK_AFTER_SECONDS);
    return {
      brief_id: briefId,
      run_id: runId,
      status,
      status_url: statusUrl,
      events_url: this.links.events(briefId),
    };
  }
}
