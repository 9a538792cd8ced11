import type { BlockName } from '@genesis/agents';
import type { JsonObject } from '@genesis/kernel';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const AGENT_RESULT_STATUSES = ['pending', 'completed', 'failed'] as const;

@ApiSchema({ name: 'AgentResult' })
export class AgentResultResponse {
  @ApiProperty({ enum: AGENT_RESULT_STATUSES, example: 'completed' })
  status: (typeof AGENT_RESULT_STATUSES)[number];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Null unless completed.',
    example: { primary_keywords: ['couture sur mesure Thiès'] },
  })
  data: JsonObject | null;

  @ApiProperty({ required: false, description: 'Code of what went wrong.', example: 'AGENT_TIMEOUT' })
  error?: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the results were there; null while they are not.',
    example: '2026-03-02T09:30:00.000Z',
  })
  timestamp: string | null;
}

/** The five results in the shape of the former service. */
export class AgentResultsResponse implements Record<BlockName, AgentResultResponse> {
  @ApiProperty({ type: AgentResultResponse })
  market_research: AgentResultResponse;

  @ApiProperty({ type: AgentResultResponse })
  content_generation: AgentResultResponse;

  @ApiProperty({ type: AgentResultResponse })
  logo_creation: AgentResultResponse;

  @ApiProperty({ type: AgentResultResponse })
  seo_optimization: AgentResultResponse;

  @ApiProperty({ type: AgentResultResponse })
  template_selection: AgentResultResponse;
}
