import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** Fifteen digits: exact as a JSON number. */
const MOST = 999_999_999_999_999;

/** The id of a user at DigitalCloud360. */
export const Dc360UserId = (): PropertyDecorator =>
  applyDecorators(
    IsInt(),
    Min(1, { context: { limit: 1 } }),
    Max(MOST, { context: { limit: MOST } }),
    ApiProperty({
      type: 'integer',
      format: 'int64',
      minimum: 1,
      maximum: MOST,
      description: "DigitalCloud360's id of the user.",
      example: 42,
    }),
  );
