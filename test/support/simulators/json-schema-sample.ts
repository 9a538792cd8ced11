import fc from 'fast-check';
import { createEchoWriter, type EchoWriter } from './echo-writer.js';
import { seededRandom, seedOf } from './seeded-random.js';

/** The part of JSON Schema (2020-12) that structured outputs use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: boolean | JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly description?: string;
}

interface Sampling {
  readonly root: JsonSchema;
  readonly random: () => number;
  readonly writer: EchoWriter;
  readonly language: 'fr' | 'en' | undefined;
  readonly depth: number;
}

/** Deeper than any answer we ask for; ends recursive schemas. */
const MAX_DEPTH = 24;
const USUAL_ITEMS = 3;
/** A short sentence reads better than a cut one. */
const MAX_TRIES_TO_FIT = 4;

const FORMATS: Readonly<Record<string, (random: () => number) => string>> = {
  'date-time': () => '2026-01-15T09:30:00Z',
  date: () => '2026-01-15',
  time: () => '09:30:00Z',
  duration: () => 'PT30M',
  email: () => 'contact@example.com',
  uri: (random) => `https://example.com/page-${1 + Math.floor(random() * 900)}`,
  hostname: () => 'example.com',
  ipv4: () => '192.0.2.10',
  ipv6: () => '2001:db8::1',
  uuid: (random) =>
    '10000000-1000-4000-8000-100000000000'.replace(/0/g, () => Math.floor(random() * 16).toString(16)),
};

/** A value that satisfies `schema`; the same one for the same schema, prompt and seed. Texts are sentences made of the
 *  prompt's words. A nullable field is null: the model of the simulator knows nothing that it was not told. */
export function sampleJsonSchema(
  schema: JsonSchema,
  { prompt, seed }: { readonly prompt: string; readonly seed: number },
): unknown {
  const random = seededRandom(seedOf(`${seed}\n${prompt}\n${JSON.stringify(schema)}`));
  const writer = createEchoWriter(prompt, random);
  return sample(schema, { root: schema, random, writer, language: undefined, depth: 0 });
}

function sample(told: JsonSchema, sampling: Sampling): unknown {
  const schema = { ...limitsInWords(told.description), ...told };
  if (sampling.depth > MAX_DEPTH) throw new Error('the schema is nested too deeply');
  if (schema.$ref !== undefined) return sample(resolveRef(schema.$ref, sampling.root), deeper(sampling));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return pick(schema.enum, sampling.random);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return sampleAlternative(alternatives, sampling);
  if (schema.allOf !== undefined) return sample(Object.assign({}, ...schema.allOf), deeper(sampling));
  return sampleType(schema, sampling);
}

/** Limits that stand in the description, as adapters write them for vendors that take no others: a model heeds them. */
function limitsInWords(description = ''): Partial<JsonSchema> {
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(description)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const limits = {
    minLength: number(/at least (\d+) characters/),
    maxLength: number(/at most (\d+) characters/),
    minItems: number(/at least (\d+) entries/),
    maxItems: number(/at most (\d+) entries/),
    minimum: number(/not below (-?[\d.]+)/),
    maximum: number(/not above (-?[\d.]+)/),
    exclusiveMinimum: number(/\(above (-?[\d.]+)|, above (-?[\d.]+)/),
    multipleOf: number(/a multiple of ([\d.]+)/),
    format: /in the format ([a-z0-9-]+)/.exec(description)?.[1],
    pattern: /matching (.+?)(?:, (?:at|in the format) .*)?\)$/.exec(description)?.[1],
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}

function sampleType(schema: JsonSchema, sampling: Sampling): unknown {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.includes('null')) return null;
  switch (types[0] ?? (schema.properties === undefined ? 'string' : 'object')) {
    case 'object':
      return sampleObject(schema, sampling);
    case 'array':
      return sampleArray(schema, sampling);
    case 'integer':
      return Math.round(sampleNumber(schema, sampling));
    case 'number':
      return sampleNumber(schema, sampling);
    case 'boolean':
      return sampling.random() < 0.5;
    default:
      return sampleText(schema, sampling);
  }
}

function sampleAlternative(alternatives: readonly JsonSchema[], sampling: Sampling): unknown {
  if (alternatives.some((alternative) => alternative.type === 'null')) return null;
  return sample(pick(alternatives, sampling.random), deeper(sampling));
}

function sampleObject(schema: JsonSchema, sampling: Sampling): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {});
  const valueSchema = schema.additionalProperties;
  if (typeof valueSchema === 'object') {
    const names = schema.propertyNames?.enum ?? [];
    entries.push(...names.map((name): [string, JsonSchema] => [String(name), valueSchema]));
  }
  return Object.fromEntries(
    entries.map(([name, property]) => {
      const language = name === 'fr' || name === 'en' ? name : sampling.language;
      return [name, sample(property, { ...deeper(sampling), language })];
    }),
  );
}

function sampleArray(schema: JsonSchema, sampling: Sampling): unknown[] {
  if (schema.prefixItems !== undefined)
    return schema.prefixItems.map((item) => sample(item, deeper(sampling)));
  const length = Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? USUAL_ITEMS, USUAL_ITEMS));
  const item = typeof schema.items === 'object' ? schema.items : { type: 'string' };
  return Array.from({ length }, () => sample(item, deeper(sampling)));
}

function sampleNumber(schema: JsonSchema, { random }: Sampling): number {
  const step = schema.multipleOf ?? 1;
  const lowest =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + step);
  const highest =
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? Infinity : schema.exclusiveMaximum - step);
  const low = Math.min(lowest, highest);
  const steps = Math.floor((Math.min(highest, low + 10 * step) - low) / step);
  return low + step * Math.floor(random() * (steps + 1));
}

function sampleText(schema: JsonSchema, sampling: Sampling): string {
  const { random, writer, language } = sampling;
  const byFormat = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (byFormat !== undefined) return byFormat(random);
  if (schema.pattern !== undefined) return textMatching(schema.pattern, random);

  const longest = schema.maxLength ?? Infinity;
  const shortest = Math.min(schema.minLength ?? 0, longest);
  let written = writer.sentence(language);
  for (let tries = 0; written.length > longest && tries < MAX_TRIES_TO_FIT; tries += 1) {
    written = writer.sentence(language);
  }
  if (written.length > longest) written = writer.phrase();
  while (written.length < shortest) written += ` ${writer.sentence(language)}`;
  return cutAtWord(written, longest, shortest);
}

function textMatching(pattern: string, random: () => number): string {
  const [text] = fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), {
    seed: Math.floor(random() * 2 ** 31),
    numRuns: 1,
  });
  return text ?? '';
}

function cutAtWord(text: string, longest: number, shortest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  const lastSpace = cut.lastIndexOf(' ');
  return lastSpace > 0 && lastSpace >= shortest ? cut.slice(0, lastSpace) : cut;
}

function resolveRef(ref: string, root: JsonSchema): JsonSchema {
  if (ref === '#') return root;
  const target = root.$defs?.[ref.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`the schema refers to ${ref}, which it does not define`);
  return target;
}

function deeper(sampling: Sampling): Sampling {
  return { ...sampling, depth: sampling.depth + 1 };
}

function pick<T>(options: readonly T[], random: () => number): T {
  const picked = options[Math.floor(random() * options.length)];
  if (picked === undefined) throw new Error('the schema offers no choice');
  return picked;
}
