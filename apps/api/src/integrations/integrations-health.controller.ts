import { PROVIDER_STATES } from '@genesis/integrations';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiSchema, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/public.decorator.js';
import { Rated } from '../limits/rate-class.js';
import { IntegrationStates, type IntegrationWords } from './integration-states.js';

const Word = () => ApiProperty({ enum: PROVIDER_STATES, example: 'configured' });

@ApiSchema({ name: 'IntegrationWords' })
export class IntegrationWordsResponse implements IntegrationWords {
  @Word()
  readonly llm: IntegrationWords['llm'];

  @Word()
  readonly search: IntegrationWords['search'];

  @Word()
  readonly image: IntegrationWords['image'];

  @Word()
  readonly digitalcloud360: IntegrationWords['digitalcloud360'];
}

@Public()
@ApiTags('health')
@Rated('none')
@Controller('health/integrations')
export class IntegrationsHealthController {
  constructor(private readonly states: IntegrationStates) {}

  @Get()
  @ApiOperation({
    operationId: 'health.integrations',
    summary: 'How the outside world is, in words; never a reason to restart',
  })
  @ApiOkResponse({ type: IntegrationWordsResponse, description: 'At most a minute old.' })
  integrations(): IntegrationWordsResponse {
    return this.states.inWords();
  }
}
