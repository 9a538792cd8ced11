import { type AgentName } from '@genesis/agents';
import { type TaskStatus } from '@genesis/runs';
import { ApiProperty } from '@nestjs/swagger';
import { AgentStatusProperty } from './brief.properties.js';

/** Where each agent stands. */
export class AgentStatusesResponse implements Record<AgentName, TaskStatus> {
  @AgentStatusProperty()
  research: TaskStatus;

  @AgentStatusProperty()
  content: TaskStatus;

  @AgentStatusProperty()
  logo: TaskStatus;

  @AgentStatusProperty()
  seo: TaskStatus;

  @AgentStatusProperty()
  template: TaskStatus;
}

export class AgentErrorResponse {
  @ApiProperty({ example: 'AGENT_TIMEOUT' })
  code: string;

  @ApiProperty({ example: true })
  retryable: boolean;
}

export class AgentReportResponse {
  @AgentStatusProperty()
  status: TaskStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'knowledge',
    description: 'Who wrote it: `knowledge`, or the name of a vendor.',
  })
  provider: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  model: string | null;

  @ApiProperty({ description: 'The result was taken over from the version before.', example: false })
  is_kept: boolean;

  @ApiProperty({ type: [String], example: [] })
  warnings: readonly string[];

  @ApiProperty({ type: AgentErrorResponse, nullable: true, example: null })
  error: AgentErrorResponse | null;
}

export class AgentReportsResponse implements Record<AgentName, AgentReportResponse> {
  @ApiProperty({ type: AgentReportResponse })
  research: AgentReportResponse;

  @ApiProperty({ type: AgentReportResponse })
  content: AgentReportResponse;

  @ApiProperty({ type: AgentReportResponse })
  logo: AgentReportResponse;

  @ApiProperty({ type: AgentReportResponse })
  seo: AgentReportResponse;

  @ApiProperty({ type: AgentReportResponse })
  template: AgentReportResponse;
}
