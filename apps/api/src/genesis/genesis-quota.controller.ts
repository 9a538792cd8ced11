import type { AuthenticatedUser } from '@genesis/identity';
import { QuotaService } from '@genesis/quota';
import { Controller, Get } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { QuotaStatusResponse } from './dto/genesis.responses.js';
import { toQuotaStatus } from './genesis-presenter.js';

@ApiTags('genesis')
@Controller('genesis/quota')
export class GenesisQuotaController {
  constructor(private readonly quota: QuotaService) {}

  @Get('status')
  @RouteConfig({ problemDialect: 'genesis.quota' })
  @ApiOperation({ operationId: 'genesis.quotaStatus', summary: "What is left of the caller's quota" })
  @ApiOkResponse({ type: QuotaStatusResponse, description: 'In the period that runs now.' })
  async status(@CurrentUser() user: AuthenticatedUser): Promise<QuotaStatusResponse> {
    return toQuotaStatus(await this.quota.status(user), user);
  }
}
