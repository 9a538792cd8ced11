import { CoachHelp, CoachingService, type CoachView, type StepCommand } from '@genesis/coaching';
import { AppSettings } from '@genesis/config';
import { type IdempotentAnswer, LongReads } from '@genesis/database';
import type { AuthenticatedUser } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { COACHING_STEPS, type CoachingStep, coachTexts } from '@genesis/knowledge';
import { RequestContext } from '@genesis/observability';
import type { RatePolicy } from '@genesis/rate-limits';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Logger,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ListQuery } from '../briefs/dto/brief.queries.js';
import { IdempotencyKey, IdempotencyKeyHeader } from '../briefs/idempotency-key.decorator.js';
import { decodeCursor } from '../briefs/list-cursor.js';
import { ETAG, IfMatch } from '../http/conditional/conditional-headers.decorator.js';
import { setTag, versionsIn, versionTag } from '../http/conditional/entity-tag.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { NEXT_PAGE } from '../http/docs/link-headers.js';
import { EVENT_STREAM, negotiatesEventStream } from '../http/event-stream.js';
import { pathOf } from '../http/edge/request-path.js';
import { problemFacts } from '../http/problem/problem-facts.js';
import { problemLanguage } from '../http/problem/problem-language.js';
import { problemBody } from '../http/problem/send-problem.js';
import { validationFailed } from '../http/validation/validation-failed.js';
import { Rated } from '../limits/rate-class.js';
import { RequestLimits } from '../limits/request-limits.js';
import { answerFrames, soon } from './answer-stream.js';
import {
  toCoaching,
  toCompleted,
  toHelp,
  toOnboarded,
  toProposals,
  toReformulation,
  toSession,
  toSessions,
} from './coaching-presenter.js';
import {
  CoachHelpDto,
  CoachingStepDto,
  CompleteCoachingDto,
  CorrectStepDto,
  OnboardingDto,
  ReformulateDto,
  StartCoachingDto,
} from './dto/coaching.requests.js';
import {
  CoachHelpResponse,
  CoachingCompletedResponse,
  CoachingResponse,
  CoachingSessionResponse,
  CoachingSessionsResponse,
  OnboardedResponse,
  ProposalsResponse,
  ReformulationResponse,
} from './dto/coaching.responses.js';

/** Sessions that one person begins. Each has a row, a message and a workspace that lives for hours; going on with one that
 *  is there costs nothing of it. */
const NEW_SESSIONS: RatePolicy = { name: 'new-sessions', limit: 30, windowSeconds: 3_600 };

const SessionParam = () =>
  ApiParam({
    name: 'sessionId',
    description: '`session_id` of the session.',
    schema: { type: 'string', format: 'uuid' },
    example: '3f1c0e0a-6a2b-4f7e-9a55-0a4be7a4c0de',
  });
const SessionReply = (description: string) =>
  ApiOkResponse({
    type: CoachingResponse,
    description,
    headers: ETAG,
  });
const NoSession = () => ApiProblem(404, 'No such session, or it belongs to someone else.');
const TooLate = () =>
  ApiProblem(
    409,
    'Another answer was faster, the step is not the current one, or the session takes none any more; `details` says where it stands.',
  );

/** The coach over HTTP, in the shapes of the former service. */
@ApiTags('coaching')
@Controller('coaching')
export class CoachingController {
  private readonly logger = new Logger(CoachingController.name);

  constructor(
    private readonly coaching: CoachingService,
    private readonly coach: CoachHelp,
    private readonly context: RequestContext,
    private readonly settings: AppSettings,
    private readonly longReads: LongReads,
    private readonly limits: RequestLimits,
  ) {}

  @Post('start')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.start', summary: 'Begin a session, or come back to one' })
  @IdempotencyKeyHeader()
  @SessionReply('The first question, or the one that is open.')
  @ApiProblem(
    404,
    'No such session, it belongs to someone else, or it is being deleted while its key comes again.',
  )
  async start(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Body() { session_id, language }: StartCoachingDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoachingResponse> {
    const sessionId = session_id ?? null;
    if (sessionId === null) await this.countNew(user, reply);
    const started = await this.coaching.start(user, sessionId, language ?? null, idempotencyKey);
    return said(once(started, reply), reply);
  }

  @Rated('costly')
  @Post('step')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.step', summary: 'Answer the current step' })
  @IdempotencyKeyHeader()
  @ApiExtraModels(CoachingResponse)
  @ApiOkResponse({
    description:
      'What the coach says to it. By Accept also as server-sent events: `thinking` {text}, `message` {text} in pieces, ' +
      'then `result` with the whole answer, or `problem`.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(CoachingResponse) } },
      [EVENT_STREAM]: { schema: { type: 'string' } },
    },
  })
  @NoSession()
  @TooLate()
  async step(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Body() body: CoachingStepDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoachingResponse | StreamableFile> {
    const command = commandOf(body);
    const call = this.call(reply, idempotencyKey);
    if (!negotiatesEventStream(accept, reply)) {
      return said(once(await this.coaching.answer(user, command, call), reply), reply);
    }
    const session = await this.coaching.session(user, command.sessionId);
    // The headers of a stream go out before its answer is there.
    const before = await this.coaching.saidBefore(user, command, call);
    const answer = (
      before === null
        ? this.coaching.answer(user, command, call)
        : Promise.resolve({ answer: before, isReplay: true })
    ).then((answered) => toCoaching(once(answered, reply)));
    await soon(answer);
    const language = problemLanguage(request.headers['accept-language'], user.language);
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    const frames = answerFrames(answer, coachTexts(session.language).thinking, (error) => {
      const facts = problemFacts(error);
      if (facts.status >= 500)
        this.logger.error({ err: error, code: facts.code }, 'a streamed answer failed');
      return problemBody(facts, { id: request.id, path: pathOf(request) }, language);
    });
    return new StreamableFile(Readable.from(frames, { objectMode: false }), { type: EVENT_STREAM });
  }

  @Get('sessions')
  @ApiOperation({ operationId: 'coaching.sessions', summary: "The caller's sessions, newest first" })
  @ApiOkResponse({ type: CoachingSessionsResponse, description: 'One page.', headers: NEXT_PAGE })
  async sessions(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { limit, cursor }: ListQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoachingSessionsResponse> {
    const position = cursor === undefined ? null : decodeCursor(cursor);
    const after = position && { createdAtMicros: position.createdAtMicros, id: position.briefId };
    const page = toSessions(await this.longReads.run(() => this.coaching.list(user, limit, after)));
    if (page.next_cursor !== undefined) {
      const next = `${this.settings.apiPrefix}/coaching/sessions?limit=${limit}&cursor=${page.next_cursor}`;
      reply.header('link', `<${next}>; rel="next"`);
    }
    return page;
  }

  @Get('session/:sessionId')
  @SessionParam()
  @ApiOperation({ operationId: 'coaching.session', summary: 'A session with its answers and messages' })
  @ApiOkResponse({ type: CoachingSessionResponse, description: 'The session.', headers: ETAG })
  async session(
    @CurrentUser() user: AuthenticatedUser,
    @Param('sessionId') sessionId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoachingSessionResponse> {
    const history = await this.coaching.history(user, sessionId);
    // No 304: how far the agents are changes without a change of the session.
    setTag(reply, versionTag(history.session.version));
    return toSession(history);
  }

  @Rated('costly')
  @Put('session/:sessionId/steps/:step')
  @SessionParam()
  @ApiParam({ name: 'step', description: 'A step that was reached.', enum: COACHING_STEPS })
  @ApiOperation({ operationId: 'coaching.correct', summary: 'Correct the answer of a step that was reached' })
  @IfMatch({ isNeeded: true })
  @SessionReply('What the coach says to the new answer.')
  @TooLate()
  async correct(
    @CurrentUser() user: AuthenticatedUser,
    @Param('sessionId') sessionId: string,
    @Param('step') step: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() { user_response }: CorrectStepDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CoachingResponse> {
    if (!isStep(step)) throw new AppError({ code: 'NOT_FOUND', kind: 'not_found' });
    const versions = versionsIn(ifMatch);
    const view = await this.coaching.correct(
      user,
      { sessionId, step, text: user_response, versions },
      this.call(reply, null),
    );
    return said(view, reply);
  }

  @Post('complete')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.complete', summary: 'Turn the answers into a draft brief' })
  @ApiOkResponse({ type: CoachingCompletedResponse, description: 'The draft, and what is missing.' })
  @NoSession()
  @ApiProblem(409, 'A step is open, or agents work on the brief already.')
  @ApiProblem(422, 'A name or a trade is missing (BRIEF_INCOMPLETE), or fields are not valid.')
  async complete(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: CompleteCoachingDto,
  ): Promise<CoachingCompletedResponse> {
    return toCompleted(
      await this.coaching.complete(user, {
        sessionId: body.session_id,
        isConfirmed: body.confirm,
        facts: given({
          business_name: body.business_name,
          sector: body.sector,
          city: body.location?.city,
          country: body.location?.country,
          region: body.location?.region,
          services: body.services,
        }),
      }),
    );
  }

  @Delete('session/:sessionId')
  @SessionParam()
  @HttpCode(204)
  @ApiOperation({ operationId: 'coaching.delete', summary: 'Delete a session' })
  @IfMatch({ isNeeded: true })
  @ApiNoContentResponse({
    description: 'It is gone, with a draft that no agent has worked on; a brief that has a run stays.',
  })
  async delete(
    @CurrentUser() user: AuthenticatedUser,
    @Param('sessionId') sessionId: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.coaching.delete(user, sessionId, versionsIn(ifMatch));
  }

  @Rated('costly')
  @Post('onboarding')
  @HttpCode(201)
  @ApiOperation({ operationId: 'coaching.onboard', summary: 'Begin a session with what is known already' })
  @IdempotencyKeyHeader()
  @ApiCreatedResponse({
    type: OnboardedResponse,
    description: 'The session; start it to get the first question.',
  })
  @ApiProblem(404, 'The session is being deleted while its key comes again.')
  async onboard(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Body() body: OnboardingDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OnboardedResponse> {
    await this.countNew(user, reply);
    const onboarding = {
      business_name: body.business_name ?? null,
      sector: body.sector,
      sector_other: body.sector_other ?? null,
      logo_source: body.logo_source,
      logo_url: body.logo_url ?? null,
    };
    const { language = null } = body;
    return toOnboarded(once(await this.coaching.onboard(user, onboarding, language, idempotencyKey), reply));
  }

  @Rated('costly')
  @Post('help')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.help', summary: 'Questions that lead to an answer' })
  @ApiOkResponse({
    type: CoachHelpResponse,
    description: 'Two or three questions with beginnings of answers.',
  })
  @NoSession()
  @ApiProblem(409, 'No step is open.')
  async help(
    @CurrentUser() user: AuthenticatedUser,
    @Body() { session_id }: CoachHelpDto,
  ): Promise<CoachHelpResponse> {
    return toHelp(await this.coach.help(user, session_id));
  }

  @Rated('costly')
  @Post('reformulate')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.reformulate', summary: 'The same in better words' })
  @IdempotencyKeyHeader()
  @ApiOkResponse({
    type: ReformulationResponse,
    description: 'Texts under 30 characters come back as they are.',
  })
  @NoSession()
  async reformulate(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Body() { session_id, text, target_step }: ReformulateDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReformulationResponse> {
    const reformulated = await this.coach.reformulate(
      user,
      { sessionId: session_id, text, step: target_step ?? null },
      this.call(reply, idempotencyKey),
    );
    return toReformulation(once(reformulated, reply));
  }

  @Rated('costly')
  @Post('generate-proposals')
  @HttpCode(200)
  @ApiOperation({ operationId: 'coaching.proposals', summary: 'Three whole answers to choose from' })
  @IdempotencyKeyHeader()
  @ApiOkResponse({ type: ProposalsResponse, description: 'Ambitious, pragmatic, community.' })
  @NoSession()
  @ApiProblem(409, 'No step is open.')
  async proposals(
    @CurrentUser() user: AuthenticatedUser,
    @IdempotencyKey() idempotencyKey: string | null,
    @Body() { session_id }: CoachHelpDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProposalsResponse> {
    const proposed = await this.coach.proposals(user, session_id, this.call(reply, idempotencyKey));
    return toProposals(once(proposed, reply));
  }

  /** @throws RateLimited */
  private async countNew({ id }: AuthenticatedUser, reply: FastifyReply): Promise<void> {
    await this.limits.count(reply, NEW_SESSIONS, `person:${id}`);
  }

  /** Nobody waits for a model whose reader is gone. */
  private call(reply: FastifyReply, idempotencyKey: string | null) {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    return { signal: gone.signal, requestId: this.context.requestId, idempotencyKey };
  }
}

/** The answer; the headers say when it was given before. */
function once<T>({ answer, isReplay }: IdempotentAnswer<T>, reply: FastifyReply): T {
  if (isReplay && !reply.raw.headersSent) reply.header('idempotent-replayed', 'true');
  return answer;
}

function said(view: CoachView, reply: FastifyReply): CoachingResponse {
  setTag(reply, versionTag(view.version));
  return toCoaching(view);
}

const isStep = (step: string): step is CoachingStep => COACHING_STEPS.some((known) => known === step);

/** One gesture at a time: an answer, a click, a skip, or "accept as is" (with or without a text). */
function commandOf(body: CoachingStepDto): StepCommand {
  const { session_id: sessionId } = body;
  const { user_response: text, choice_id, force_accept, skip } = given(body);
  const base = { sessionId, step: body.step ?? null };
  const gestures = [choice_id !== undefined, skip === true, text !== undefined || force_accept === true];
  const count = gestures.filter(Boolean).length;
  if (count === 0) throw validationFailed([{ pointer: '/user_response', code: 'REQUIRED' }]);
  if (count > 1) {
    throw validationFailed([{ pointer: choice_id === undefined ? '/skip' : '/choice_id', code: 'INVALID' }]);
  }
  if (choice_id !== undefined) return { ...base, gesture: 'choice', text: choice_id };
  if (skip === true) return { ...base, gesture: 'skip', text: null };
  if (force_accept === true) return { ...base, gesture: 'force_accept', text: text ?? null };
  return { ...base, gesture: 'text', text: text ?? '' };
}

/** Without what was left out, or is null, which means the same. */
function given<T extends object>(fields: T): Partial<T> {
  const there = Object.entries(fields).filter(([, value]) => (value ?? null) !== null);
  return Object.fromEntries(there) as Partial<T>;
}
