import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import { BRIEF_STATUSES } from '@genesis/briefs';
import type { JsonObject } from '@genesis/kernel';
import { RUN_STATUSES, TASK_STATUSES } from '@genesis/runs';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

export const BRIEF_ID = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
export const RUN_ID = '6a2f9d3e-8b0a-4f0c-b4a5-1f1f0f2f7c11';
export const NOW = '2026-03-02T09:30:00.000Z';

export const Id = (example: string) => ApiProperty({ format: 'uuid', example });
export const Moment = (options: ApiPropertyOptions = {}) =>
  ApiProperty({ type: String, format: 'date-time', example: NOW, ...options });
export const NullableMoment = () => Moment({ nullable: true });
export const BriefStatusProperty = () => ApiProperty({ enum: BRIEF_STATUSES, example: 'completed' });
export const RunStatusProperty = () => ApiProperty({ enum: RUN_STATUSES, example: 'running' });
export const AgentStatusProperty = () => ApiProperty({ enum: TASK_STATUSES, example: 'success' });
export const Version = () => ApiProperty({ type: 'integer', minimum: 1, example: 1 });
export const Confidence = () =>
  ApiProperty({
    type: Number,
    minimum: 0,
    maximum: 1,
    nullable: true,
    example: 0.86,
    description: 'Two decimals; null until the run of the version has ended.',
  });
export const Block = (description: string, example: JsonObject) =>
  ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description, example });
export const AgentNames = (description: string, example: readonly AgentName[]) =>
  ApiProperty({ enum: AGENT_NAMES, isArray: true, description, example });
