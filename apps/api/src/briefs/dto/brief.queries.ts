import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { NumberInText } from '../../http/validation/number-in-text.decorator.js';

/** Largest value of a PostgreSQL integer. */
const MAX_INT = 2_147_483_647;
const EVENTS_MAX = 1_000;
const BRIEFS_MAX = 100;
const CURSOR_MAX = 200;

const WholeNumber = (min: number, max: number): PropertyDecorator => {
  const rules = [
    NumberInText(),
    IsInt(),
    Min(min, { context: { limit: min } }),
    Max(max, { context: { limit: max } }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

export class VersionQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: MAX_INT,
    required: false,
    example: 1,
    description: 'Default: the version that readers see.',
  })
  @IsOptional()
  @WholeNumber(1, MAX_INT)
  readonly version?: number;
}

export class EventsQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: MAX_INT,
    default: 0,
    required: false,
    example: 0,
    description: 'Only events with a greater id.',
  })
  @WholeNumber(0, MAX_INT)
  readonly after: number = 0;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: EVENTS_MAX,
    default: 100,
    required: false,
    example: 100,
    description: 'At most so many events.',
  })
  @WholeNumber(1, EVENTS_MAX)
  readonly limit: number = 100;
}

export class ListQuery {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: BRIEFS_MAX,
    default: 20,
    required: false,
    example: 20,
    description: 'At most so many items.',
  })
  @WholeNumber(1, BRIEFS_MAX)
  readonly limit: number = 20;

  @ApiProperty({
    type: String,
    required: false,
    maxLength: CURSOR_MAX,
    description: 'The `next_cursor` of the page before.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(CURSOR_MAX, { context: { limit: CURSOR_MAX } })
  readonly cursor?: string;
}
