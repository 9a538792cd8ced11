import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** One refused field of a request. */
@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemBody {
  @ApiProperty({ description: 'JSON Pointer to the field.', example: '/email' })
  readonly pointer: string;

  @ApiProperty({ description: 'Stable upper-case code.', example: 'WRONG_FORMAT' })
  readonly code: string;

  @ApiProperty({ description: 'For people, in their language.', example: 'The value has the wrong format.' })
  readonly detail: string;
}

/** The one shape of every error. Source: RFC 9457, with the extension members of the former service. */
@ApiSchema({ name: 'Problem' })
export class Problem {
  @ApiProperty({ format: 'uri-reference', example: '/docs/errors#VALIDATION_ERROR' })
  readonly type: string;

  @ApiProperty({ example: 'Invalid data' })
  readonly title: string;

  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599, example: 422 })
  readonly status: number;

  @ApiProperty({
    description: 'For people, in their language.',
    example: 'Some fields are not valid; see `errors`.',
  })
  readonly detail: string;

  @ApiProperty({ description: 'Path of the request.', example: '/api/v1/auth/register' })
  readonly instance: string;

  @ApiProperty({ description: 'Stable upper-case code.', example: 'VALIDATION_ERROR' })
  readonly error: string;

  @ApiProperty({ example: '5f1c2a34-8a0b-4c55-9e55-2f6f3a1d7a10' })
  readonly request_id: string;

  @ApiProperty({ description: 'Unix time in seconds.', example: 1_790_000_000.123 })
  readonly timestamp: number;

  @ApiProperty({
    description: 'Machine data; null for validation.',
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: null,
  })
  readonly details: Readonly<Record<string, unknown>> | null;

  @ApiProperty({
    required: false,
    description: 'The same as `detail`; on the routes of DigitalCloud360.',
    example: 'Some fields are not valid; see `errors`.',
  })
  readonly message?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'With QUOTA_EXCEEDED, on the routes of DigitalCloud360: plan, used, limit and reset_date.',
    example: { plan: 'trial', used: 5, limit: 5, reset_date: null },
  })
  readonly quota_info?: Readonly<Record<string, unknown>>;

  @ApiProperty({ type: [FieldProblemBody], required: false, maxItems: 50 })
  readonly errors?: readonly FieldProblemBody[];
}
