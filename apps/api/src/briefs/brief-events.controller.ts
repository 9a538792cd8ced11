import { BriefReader } from '@genesis/briefs';
import { AccountsService, type AuthenticatedUser } from '@genesis/identity';
import { Controller, Get, Headers, Param, Query, Res, StreamableFile } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { EVENT_STREAM, negotiatesEventStream } from '../http/event-stream.js';
import { goneSignal } from '../http/gone-signal.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { OwnBriefIdParam } from './brief-id-param.decorator.js';
import { toEvent } from './brief-presenter.js';
import { EventsQuery } from './dto/brief.queries.js';
import { BriefEventsResponse } from './dto/brief.responses.js';
import { EventStreams } from './event-streams.js';

@ApiTags('briefs')
@OwnBriefIdParam()
@Controller('business/brief/:briefId/events')
export class BriefEventsController {
  constructor(
    private readonly reader: BriefReader,
    private readonly streams: EventStreams,
    private readonly accounts: AccountsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'briefs.events',
    summary: 'What happened to a brief, as a page or as a stream',
  })
  @ApiExtraModels(BriefEventsResponse)
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'Last event that a stream delivered; it goes on after it.',
    required: false,
    schema: { type: 'string', maxLength: 8_192 },
  })
  @ApiOkResponse({
    description:
      'By Accept: a page, or server-sent events with the same ids until the run has ended. ' +
      'A cursor that is not known gets one `resync` event, then everything from the beginning.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(BriefEventsResponse) } },
      [EVENT_STREAM]: { schema: { type: 'string' } },
    },
  })
  @ApiProblem(429, 'Too many requests, or too many open streams (RATE_LIMITED).')
  async read(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
    @Query() page: EventsQuery,
    @Headers('accept') accept: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BriefEventsResponse | StreamableFile> {
    if (!negotiatesEventStream(accept, reply)) {
      const events = await this.reader.events(briefId, user.id, page);
      return { items: events.map(toEvent), next: events.at(-1)?.id ?? page.after };
    }
    const after = lastEventId === undefined ? page.after : idOf(lastEventId);
    const since = new Date();
    const mayRead = () => this.accounts.isStillIn(user, since);
    const frames = await this.streams.stream({
      briefId,
      ownerId: user.id,
      after,
      mayRead,
      signal: goneSignal(reply),
    });
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    return new StreamableFile(Readable.from(frames, { objectMode: false }), { type: EVENT_STREAM });
  }
}

/** Null for what is no id of ours. */
function idOf(lastEventId: string): number | null {
  return /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : null;
}
