import type { Json, JsonObject } from '@genesis/kernel';

/** Limits that a decoder which enforces schemas refuses, in words that a model understands.
 *  Source: OpenAI, "Structured outputs", and Anthropic, "Structured outputs", JSON Schema limitations. */
const TOLD_LIMITS: Readonly<Record<string, (limit: Json) => string>> = {
  minLength: (limit) => `at least ${written(limit)} characters`,
  maxLength: (limit) => `at most ${written(limit)} characters`,
  minItems: (limit) => `at least ${written(limit)} entries`,
  maxItems: (limit) => `at most ${written(limit)} entries`,
  minimum: (limit) => `not below ${written(limit)}`,
  maximum: (limit) => `not above ${written(limit)}`,
  exclusiveMinimum: (limit) => `above ${written(limit)}`,
  exclusiveMaximum: (limit) => `below ${written(limit)}`,
  multipleOf: (limit) => `a multiple of ${written(limit)}`,
  pattern: (limit) => `matching ${written(limit)}`,
  format: (limit) => `in the format ${written(limit)}`,
};

/** Refused, and of no use to a model. */
const DROPPED: readonly string[] = ['default', 'uniqueItems', 'propertyNames', '$id', '$schema'];

/** The schema in the part of JSON Schema that every enforcing vendor takes: limits become part of the description, so
 *  that the model still knows them, and our own check of the answer stays what decides. */
export function portableSchema(schema: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  const told: string[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    const tell = TOLD_LIMITS[keyword];
    if (value === undefined) continue;
    if (tell !== undefined && typeof value !== 'object') told.push(tell(value));
    else if (keyword === 'oneOf') kept['anyOf'] = portable(value);
    else if (keyword === 'properties' || keyword === '$defs') kept[keyword] = eachPortable(value);
    else if (!DROPPED.includes(keyword)) kept[keyword] = portable(value);
  }
  if (told.length === 0) return kept;
  const before = typeof kept['description'] === 'string' ? `${kept['description']} ` : '';
  return { ...kept, description: `${before}(${told.join(', ')})` };
}

/** A property may be called like a keyword: only its value is a schema. */
function eachPortable(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema = null]) => [name, portable(schema)]));
}

function portable(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(portable);
  return isObject(value) ? portableSchema(value) : value;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function written(limit: Json): string {
  return typeof limit === 'string' ? limit : JSON.stringify(limit);
}
