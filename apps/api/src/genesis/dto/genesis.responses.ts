import { SUBSCRIPTION_PLANS, type SubscriptionPlan } from '@genesis/config';
import { BRIEF_STATUSES, type BriefStatus } from '@genesis/briefs';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BriefTextsResponse, MissingInformationResponse } from '../../briefs/dto/brief.responses.js';
import { AgentResultsResponse } from '../../contract/dto/agent-result.responses.js';

const NOW = '2026-03-02T09:30:00.000Z';

/** A brief in the shape of the former service. */
@ApiSchema({ name: 'GenesisBrief' })
export class GenesisBriefResponse extends AgentResultsResponse {
  @ApiProperty({ format: 'uuid', example: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21' })
  brief_id: string;

  @ApiProperty({ type: 'integer', example: 42 })
  user_id: number;

  @ApiProperty({ enum: BRIEF_STATUSES, example: 'completed' })
  status: BriefStatus;

  @ApiProperty({ type: BriefTextsResponse })
  business_brief: BriefTextsResponse;

  @ApiProperty({ type: Number, minimum: 0, maximum: 1, nullable: true, example: 0.86 })
  overall_confidence: number | null;

  @ApiProperty({ example: true })
  is_ready_for_website: boolean;

  @ApiProperty({ type: [MissingInformationResponse] })
  missing_information: readonly MissingInformationResponse[];

  @ApiProperty({ format: 'date-time', example: NOW })
  created_at: string;

  @ApiProperty({ format: 'date-time', example: NOW })
  updated_at: string;
}

@ApiSchema({ name: 'QuotaStatus' })
export class QuotaStatusResponse {
  @ApiProperty({ type: 'integer', example: 42 })
  user_id: number;

  @ApiProperty({ enum: SUBSCRIPTION_PLANS, example: 'pro' })
  plan: SubscriptionPlan;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Used and reserved.', example: 12 })
  current_usage: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: '999,999 where there is no limit.', example: 50 })
  max_monthly_sessions: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 38 })
  remaining: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null for what never comes back.',
    example: NOW,
  })
  reset_date: string | null;

  @ApiProperty({ type: Number, minimum: 0, maximum: 100, example: 24 })
  percentage_used: number;
}
