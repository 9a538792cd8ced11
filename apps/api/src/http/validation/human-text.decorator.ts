import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, registerDecorator } from 'class-validator';
import type { FieldCode } from '../problem/problem-texts.js';

export interface HumanTextOptions {
  /** Most characters (code points) of the cleaned text. */
  readonly max: number;
  /** What the field holds, for the API document. */
  readonly field?: string;
  readonly example?: string;
  /** The field may be absent. */
  readonly isOptional?: boolean;
  /** Outer white space is dropped: for a name, not for what a person wrote. */
  readonly isTrimmed?: boolean;
  /** The text is kept, and counted, in its composed form (NFC): for a name, not for what a person wrote. */
  readonly isComposed?: boolean;
  /** The field is a list of at most this many texts. */
  readonly maxItems?: number;
}

/** Name of the rule; its message is a field code. */
export const HUMAN_TEXT = 'humanText';

/** NUL and the other C0 controls, except line feed and tab. */

const FORBIDDEN_CONTROLS = /[\u0000-\u0008\u000b-\u001f]/;
/** Embeddings, overrides and isolates: they make a text read otherwise than it is. */
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;
const SOMETHING_VISIBLE = /[^\p{Z}\p{C}]/u;

/**
 * A text that a person wrote. Bidirectional overrides are removed and nothing else is touched: the rest is stored
 * byte for byte, HTML included. Refused: control characters other than line feed and tab, lone surrogates,
 * nothing visible, more than `max` characters.
 */
export function HumanText({
  max,
  field,
  example,
  isOptional = false,
  isTrimmed = false,
  isComposed = false,
  maxItems,
}: HumanTextOptions): PropertyDecorator {
  const text = { type: 'string', minLength: 1, maxLength: max } as const;
  const isList = maxItems !== undefined;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) && isList ? value.map(clean) : clean(value),
    ),
    ...(isTrimmed
      ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))]
      : []),
    ...(isComposed ? [Transform(({ value }: { value: unknown }) => composed(value, max))] : []),
    HumanTextRule(max, maxItems),
    ...(isOptional ? [IsOptional()] : []),
    ApiProperty({
      ...(isList ? { type: 'array', items: text, maxItems } : text),
      required: !isOptional,
      description: field,
      example,
    }),
  );
}

/** A clean copy; whatever the rule is going to refuse stays as it is. */
export function cleanHumanText(text: string): string {
  if (FORBIDDEN_CONTROLS.test(text) || !text.isWellFormed()) return text;
  return text.replace(BIDI_OVERRIDES, '');
}

/** What is wrong with a cleaned text; null when nothing is. */
export function humanTextFault(value: unknown, max: number): FieldCode | null {
  if (value === undefined || value === null) return 'REQUIRED';
  if (typeof value !== 'string') return 'WRONG_TYPE';
  if (FORBIDDEN_CONTROLS.test(value) || !value.isWellFormed()) return 'FORBIDDEN_CHARACTER';
  if (!SOMETHING_VISIBLE.test(value)) return 'EMPTY';
  return [...value].length > max ? 'TOO_LONG' : null;
}

function clean(value: unknown): unknown {
  return typeof value === 'string' ? cleanHumanText(value) : value;
}

/** Composing takes time that grows with the square of a run of marks. Four units compose to one character at most, so
 *  what has more of them is left as it is: it is refused for its length in either form. */
function composed(value: unknown, max: number): unknown {
  return typeof value === 'string' && value.length <= 4 * max ? value.normalize('NFC') : value;
}

function HumanTextRule(max: number, maxItems: number | undefined): PropertyDecorator {
  const faultOf = (value: unknown): FieldCode | null => {
    if (maxItems === undefined) return humanTextFault(value, max);
    if (value === undefined || value === null) return 'REQUIRED';
    if (!Array.isArray(value)) return 'WRONG_TYPE';
    if (value.length > maxItems) return 'TOO_LONG';
    return value.map((item) => humanTextFault(item, max)).find((fault) => fault !== null) ?? null;
  };
  return (target, property) => {
    registerDecorator({
      name: HUMAN_TEXT,
      target: target.constructor,
      propertyName: String(property),
      constraints: [maxItems ?? max],
      validator: {
        validate: (value: unknown) => faultOf(value) === null,
        defaultMessage: (argument) => faultOf(argument?.value) ?? 'INVALID',
      },
    });
  };
}
