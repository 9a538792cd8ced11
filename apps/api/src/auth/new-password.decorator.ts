import { PASSWORD_MAX_LENGTH, PASSWORD_MAX_UNITS } from '@genesis/identity';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

/** No keyboard types it, and some clients and libraries end a text there. Everything else is taken as it is, spaces too. */
const NO_NUL = /^[^\u0000]*$/u;

/** A password that somebody chooses; whether it is good enough says the policy. */
export function NewPassword(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      format: 'password',
      description:
        'At least as many characters as the service is set to (15 by default); not an obvious one.',
      minLength: 8,
      maxLength: PASSWORD_MAX_LENGTH,
      pattern: NO_NUL.source,
      example,
    }),
    IsString(),
    Matches(NO_NUL),
    MaxLength(PASSWORD_MAX_UNITS, { context: { limit: PASSWORD_MAX_LENGTH } }),
  );
}
