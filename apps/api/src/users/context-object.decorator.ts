import { storableJson } from '@genesis/kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import { HUMAN_TEXT } from '../http/validation/human-text.decorator.js';
import type { FieldCode } from '../http/problem/problem-texts.js';

/** Most characters of the whole object, written as JSON. */
const MAX_CHARS = 8_000;

function faultOf(value: unknown): FieldCode | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) return 'WRONG_TYPE';
  const written = JSON.stringify(value);
  if (written.length > MAX_CHARS) return 'TOO_LONG';
  // What PostgreSQL would not keep as it came is refused, not changed in silence.
  return JSON.stringify(storableJson(value)) === written ? null : 'FORBIDDEN_CHARACTER';
}

/** An object of a frontend's own making, which the service keeps and gives back as it is. */
export function ContextObject(options: { readonly example: object }): PropertyDecorator {
  return applyDecorators(
    (target: object, property: string | symbol) => {
      registerDecorator({
        name: HUMAN_TEXT,
        target: target.constructor,
        propertyName: String(property),
        constraints: [MAX_CHARS],
        validator: {
          validate: (value: unknown) => faultOf(value) === null,
          defaultMessage: (argument) => faultOf(argument?.value) ?? 'INVALID',
        },
      });
    },
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: true,
      nullable: true,
      description: `Any object of at most ${MAX_CHARS} characters as JSON; null removes it.`,
      ...options,
    }),
  );
}
