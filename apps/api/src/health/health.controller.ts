import { AppSettings } from '@genesis/config';
import { healthReport, Liveness, Readiness, StartUp } from '@genesis/health';
import { Clock } from '@genesis/kernel';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { Rated } from '../limits/rate-class.js';
import { HealthResponse, LivenessResponse, ReadinessResponse, StartUpResponse } from './health.dto.js';

@Public()
@ApiTags('health')
@Rated('none')
@Controller('health')
export class HealthController {
  constructor(
    private readonly app: AppSettings,
    private readonly clock: Clock,
    private readonly liveness: Liveness,
    private readonly readiness: Readiness,
    private readonly startUp: StartUp,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The process lives; touches nothing' })
  @ApiOkResponse({ type: HealthResponse, description: 'Always, while the process lives.' })
  health(): HealthResponse {
    return healthReport(this.app, this.clock.now());
  }

  @Get('live')
  @ApiOperation({ summary: 'The process does its work' })
  @ApiOkResponse({ type: LivenessResponse, description: 'It does.' })
  live(@Res({ passthrough: true }) reply: FastifyReply): LivenessResponse {
    const report = this.liveness.report();
    if (report.status !== 'ok') reply.code(503);
    return report;
  }

  @Get('startup')
  @ApiOperation({
    summary: 'The start is complete: stores reached, no migration pending; true for ever from then on',
  })
  @ApiOkResponse({
    type: StartUpResponse,
    description: 'It is.',
    example: { status: 'started', waiting_for: [] },
  })
  @ApiResponse({
    status: 503,
    type: StartUpResponse,
    description: 'Not yet: what is waited for.',
    example: { status: 'starting', waiting_for: ['migrations'] },
  })
  async startup(@Res({ passthrough: true }) reply: FastifyReply): Promise<StartUpResponse> {
    const report = await this.startUp.report();
    if (report.status !== 'started') reply.code(503);
    return report;
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can serve: its stores answer and it is not draining' })
  @ApiOkResponse({ type: ReadinessResponse, description: 'Requests may come.' })
  @ApiResponse({ status: 503, type: ReadinessResponse, description: 'Requests should go elsewhere.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessResponse> {
    const report = await this.readiness.report();
    if (report.status !== 'ready') reply.code(503);
    return report;
  }
}
