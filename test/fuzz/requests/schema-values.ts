import fc from 'fast-check';
import type { ApiDocument, Schema } from '../../support/harness/api-document.js';

/** Values in the place of those that a schema alone would give: where the rule stands in words, or an object is meant. */
export type FieldValues = (name: string, schema: Schema) => fc.Arbitrary<unknown> | null;

const LETTERS = [
  ...Array.from('abcdefghijklmnopqrstuvwxyzÀéèçôœŒñßŋɗжلاسم東京ไทย0123456789'),
  '😀',
  'é',
  'Ω',
];
const SIGNS = [...Array.from('    ,.;:!?-\'"&<>/()%€'), '\n', '\t'];
const SHORT = 40;

/** What a person may write: visible at its beginning, without controls. */
export function humanText(min = 1, max = 4_000): fc.Arbitrary<string> {
  const letter = fc.constantFrom(...LETTERS);
  const rest = fc.array(fc.oneof({ weight: 6, arbitrary: letter }, fc.constantFrom(...SIGNS)), {
    minLength: Math.max(0, min - 1),
    maxLength: Math.max(min, Math.min(max, SHORT)) - 1,
  });
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(letter, rest).map(([first, others]) => first + others.join('')) },
    { weight: 1, arbitrary: letter.map((one) => one.repeat(max)) },
  );
}

/** Values that a schema allows. */
export function schemaValues(
  document: ApiDocument,
  given: Schema,
  fields: FieldValues,
): fc.Arbitrary<unknown> {
  const schema = document.resolve(given);
  const inner = (part: Schema) => schemaValues(document, part, fields);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return fc.oneof(...choices.map(inner));
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, { inner, fields })));
}

interface Making {
  readonly inner: (schema: Schema) => fc.Arbitrary<unknown>;
  readonly fields: FieldValues;
}

function valuesOfType(type: string, schema: Schema, { inner, fields }: Making): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? -1_000,
        max: Math.min(schema.maximum ?? 1_000_000, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'string':
      return strings(schema);
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 5),
      });
    default:
      return objects(schema, { inner, fields });
  }
}

/** A pattern that only leaves signs out, of a text that is a person's all the same. */
const LEAVES_OUT = /^\^\[\^[^\]]*\]\*\$$/;

function strings({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl({ validSchemes: ['https'] });
  if (format === 'date') return days();
  if (pattern !== undefined && LEAVES_OUT.test(pattern)) {
    const allowed = new RegExp(pattern, 'u');
    return humanText(minLength ?? 1, maxLength ?? 200).map((text) =>
      [...text].map((sign) => (allowed.test(sign) ? sign : ' ')).join(''),
    );
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return humanText(minLength ?? 1, maxLength ?? 200);
}

function days(): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: 300 }).map((ago) => {
    const day = new Date(Date.UTC(2026, 10, 26) - ago * 86_400_000);
    return day.toISOString().slice(0, 10);
  });
}

function objects(
  { properties = {}, required = [] }: Schema,
  { inner, fields }: Making,
): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fields(name, schema) ?? inner(schema)]),
  );
  return fc.record(model, { requiredKeys: [...required], noNullPrototype: true });
}
