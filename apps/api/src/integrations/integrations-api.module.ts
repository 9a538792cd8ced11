import { IdentityModule } from '@genesis/identity';
import { IntegrationsModule } from '@genesis/integrations';
import { QuotaModule } from '@genesis/quota';
import { RedisVfsModule } from '@genesis/redis-vfs';
import { Module } from '@nestjs/common';
import { IntegrationStates } from './integration-states.js';
import { IntegrationsHealthController } from './integrations-health.controller.js';
import { UserFilesController } from './user-files.controller.js';
import { UserWorkspaces } from './user-workspace.js';
import { WebSearchController } from './web-search.controller.js';
import { WebSearch } from './web-search.service.js';

/** Search, a user's files and the state of the outside world, over HTTP. */
@Module({
  imports: [IdentityModule, IntegrationsModule, QuotaModule, RedisVfsModule],
  controllers: [WebSearchController, UserFilesController, IntegrationsHealthController],
  providers: [WebSearch, UserWorkspaces, IntegrationStates],
})
export class IntegrationsApiModule {}
