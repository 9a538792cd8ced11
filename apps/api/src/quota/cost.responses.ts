import { SUBSCRIPTION_PLANS } from '@genesis/config';
import { TASK_NAMES } from '@genesis/agents';
import { CAPABILITIES, PROVIDERS } from '@genesis/integrations';
import { RUN_STATUSES } from '@genesis/runs';
import { ApiProperty } from '@nestjs/swagger';

const BRIEF_ID = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const RUN_ID = '6a2f9d3e-8b0a-4f0c-b4a5-1f1f0f2f7c11';
const NOW = '2026-03-02T09:30:00.000Z';

const Count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, description, example });
const NullableMoment = () => ApiProperty({ type: String, format: 'date-time', nullable: true, example: NOW });
const Day = (example: string) => ApiProperty({ type: String, format: 'date', example });
const Currency = () => ApiProperty({ enum: ['USD'], example: 'USD' });

/** What was asked of vendors, and what it cost. */
export class SpendingResponse {
  @Count('Requests that were sent.', 4)
  calls: number;

  @Count('As the vendors counted.', 5200)
  input_tokens: number;

  @Count('As the vendors counted.', 1800)
  output_tokens: number;

  @ApiProperty({ type: Number, minimum: 0, description: 'Search credits.', example: 3 })
  credits: number;

  @Count('Images made.', 1)
  images: number;

  @Count('Millionths of the currency, of the calls whose price is known.', 9400)
  cost_micro_usd: number;

  @Count('Calls whose price is not known: they are not in the sum.', 0)
  unpriced_calls: number;
}

export class ProviderSpendingResponse extends SpendingResponse {
  @ApiProperty({ enum: PROVIDERS, example: 'openai' })
  provider: string;

  @ApiProperty({ type: String, nullable: true, example: 'gpt-5-mini' })
  model: string | null;

  @ApiProperty({ enum: CAPABILITIES, example: 'llm' })
  capability: string;
}

export class TaskSpendingResponse {
  @ApiProperty({ enum: TASK_NAMES, example: 'research' })
  task: string;

  @ApiProperty({ type: SpendingResponse })
  total: SpendingResponse;

  @ApiProperty({ type: [ProviderSpendingResponse] })
  providers: ProviderSpendingResponse[];
}

export class RunSpendingResponse {
  @ApiProperty({ format: 'uuid', example: RUN_ID })
  run_id: string;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  version: number;

  @ApiProperty({ enum: RUN_STATUSES, example: 'completed' })
  status: string;

  @ApiProperty({
    enum: SUBSCRIPTION_PLANS,
    example: 'pro',
    description: "The owner's plan when the run began.",
  })
  plan: string;

  @NullableMoment()
  started_at: string | null;

  @NullableMoment()
  finished_at: string | null;

  @ApiProperty({ type: SpendingResponse })
  total: SpendingResponse;

  @ApiProperty({ type: [TaskSpendingResponse] })
  tasks: TaskSpendingResponse[];
}

export class BriefCostResponse {
  @ApiProperty({ format: 'uuid', example: BRIEF_ID })
  brief_id: string;

  @Currency()
  currency: 'USD';

  @ApiProperty({ type: SpendingResponse })
  total: SpendingResponse;

  @ApiProperty({ type: [RunSpendingResponse], description: 'Newest first.' })
  runs: RunSpendingResponse[];
}

export class DaySpendingResponse {
  @Day('2026-03-02')
  day: string;

  @ApiProperty({ type: SpendingResponse })
  total: SpendingResponse;

  @ApiProperty({ type: [ProviderSpendingResponse] })
  providers: ProviderSpendingResponse[];
}

export class UserUsageResponse {
  @Day('2026-02-01')
  from: string;

  @Day('2026-03-02')
  to: string;

  @Currency()
  currency: 'USD';

  @ApiProperty({ type: SpendingResponse })
  total: SpendingResponse;

  @ApiProperty({
    type: [DaySpendingResponse],
    description: 'Oldest first; days without a call are left out.',
  })
  days: DaySpendingResponse[];
}
