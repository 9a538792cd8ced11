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
  /** A name: line feeds and tabs at its ends are dropped with the white space around them, others are refused. */
  readonly isSingleLine?: boolean;
  /** The text is kept, and counted, in its composed form (NFC): for a name, not for what a person wrote. */
  readonly isComposed?: boolean;
  /** The field is a list of at most this many texts. */
  readonly maxItems?: number;
}

/** Name of the rule; its message is a field code. */
export const HUMAN_TEXT = 'humanText';

/** C0 and C1 controls and DEL, except line feed and tab. U+009B begins a command in terminals; U+0085 ends a line for
 *  some, as a carriage return does, and is refused like it. */
const FORBIDDEN_CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** What a name is, for the API document. */
const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f]*$/;
const LINES_AND_TABS = /[\n\t]/;
/** Embeddings, overrides and isolates: they make a text read otherwise than it is. */
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;
const SOMETHING_VISIBLE = /[^\p{Z}\p{C}]/u;

/**
 * A text that a person wrote. Bidirectional overrides are removed and nothing else is touched: the rest is stored
 * byte for byte, HTML included. Refused: control characters other than line feed and tab (in a name: those too), lone
 * surrogates, nothing visible, more than `max` characters.
 */
export function HumanText({
  max,
  field,
  example,
  isOptional = false,
  isTrimmed = false,
  isSingleLine = false,
  isComposed = false,
  maxItems,
}: HumanTextOptions): PropertyDecorator {
  const text = {
    type: 'string',
    minLength: 1,
    maxLength: max,
    ...(isSingleLine && { pattern: ONE_LINE.source }),
  } as const;
  const isList = maxItems !== undefined;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) && isList ? value.map(clean) : clean(value),
    ),
    ...(isTrimmed
      ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))]
      : []),
    ...(isSingleLine ? [Transform(({ value }: { value: unknown }) => withoutOuterLines(value))] : []),
    ...(isComposed ? [Transform(({ value }: { value: unknown }) => composed(value, max))] : []),
    HumanTextRule({ max, maxItems, isSingleLine }),
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

/** As a form sends a name that was pasted with the end of its line. */
function withoutOuterLines(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const inner = value.trim();
  const start = value.indexOf(inner);
  const outer = [value.slice(0, start), value.slice(start + inner.length)];
  const [before = '', after = ''] = outer.map((space) => (LINES_AND_TABS.test(space) ? '' : space));
  return before + inner + after;
}

/** Composing takes time that grows with the square of a run of marks. Four units compose to one character at most, so
 *  what has more of them is left as it is: it is refused for its length in either form. */
function composed(value: unknown, max: number): unknown {
  return typeof value === 'string' && value.length <= 4 * max ? value.normalize('NFC') : value;
}

function HumanTextRule({
  max,
  maxItems,
  isSingleLine,
}: Pick<HumanTextOptions, 'max' | 'maxItems' | 'isSingleLine'>): PropertyDecorator {
  const faultOf = (value: unknown): FieldCode | null => {
    if (isSingleLine && typeof value === 'string' && LINES_AND_TABS.test(value)) return 'FORBIDDEN_CHARACTER';
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
