import { BriefReader } from '@genesis/briefs';
import type { AuthenticatedUser } from '@genesis/identity';
import { Clock } from '@genesis/kernel';
import { CostReader } from '@genesis/quota';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { OwnBriefIdParam } from '../briefs/brief-id-param.decorator.js';
import { PublicIdPipe } from '../http/validation/public-id.pipe.js';
import { toBriefCost, toUserUsage } from './cost-presenter.js';
import { BriefCostResponse, UserUsageResponse } from './cost.responses.js';
import { usageDays } from './usage-days.js';
import { UsageQuery } from './usage.query.js';

@ApiTags('usage')
@Controller()
export class CostController {
  constructor(
    private readonly briefs: BriefReader,
    private readonly costs: CostReader,
    private readonly clock: Clock,
  ) {}

  @Get('business/brief/:briefId/cost')
  @OwnBriefIdParam()
  @ApiOperation({ operationId: 'briefs.cost', summary: 'What a brief has cost, by run, task and provider' })
  @ApiOkResponse({ type: BriefCostResponse, description: 'The cost so far; a run at work still adds to it.' })
  async ofBrief(
    @CurrentUser() user: AuthenticatedUser,
    @Param('briefId', PublicIdPipe) briefId: string,
  ): Promise<BriefCostResponse> {
    await this.briefs.runsOf(briefId, user.id);
    return toBriefCost(briefId, await this.costs.ofBrief(briefId));
  }

  @Get('users/me/usage')
  @ApiOperation({ operationId: 'users.usage', summary: 'What the caller has used, by day and provider' })
  @ApiOkResponse({
    type: UserUsageResponse,
    description: 'Briefs, deleted ones included, the coach, and searches.',
  })
  async ofUser(
    @CurrentUser() user: AuthenticatedUser,
    @Query() query: UsageQuery,
  ): Promise<UserUsageResponse> {
    const days = usageDays(query, this.clock.now());
    return toUserUsage(days, await this.costs.ofUser(user.id, days.from, days.to));
  }
}
