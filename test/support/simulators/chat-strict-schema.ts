/** Keywords that vendors which enforce a schema refuse. Source: OpenAI and Anthropic, "Structured outputs". */
const REFUSED = [
  'minLength',
  'maxLength',
  'default',
  'uniqueItems',
  'propertyNames',
  'oneOf',
  'allOf',
  'not',
  'prefixItems',
] as const;

/** Refused by Anthropic besides. */
const REFUSED_NUMBERS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
] as const;

/** Why a schema cannot be enforced; null when it can. */
export function strictSchemaProblem(
  schema: unknown,
  { refusesNumbers = false }: { readonly refusesNumbers?: boolean } = {},
): string | null {
  const refused: readonly string[] = refusesNumbers ? [...REFUSED, ...REFUSED_NUMBERS] : REFUSED;
  return problemIn(schema, refused);
}

function problemIn(schema: unknown, refused: readonly string[]): string | null {
  if (Array.isArray(schema)) return firstProblem(schema, refused);
  if (!isNode(schema)) return null;
  const keyword = refused.find((each) => each in schema);
  if (keyword !== undefined) return `'${keyword}' is not permitted`;
  if (schema['type'] === 'object') {
    const names = Object.keys((schema['properties'] as object | undefined) ?? {});
    const required = (schema['required'] as readonly string[] | undefined) ?? [];
    if (schema['additionalProperties'] !== false) return "'additionalProperties' must be false";
    if (!names.every((name) => required.includes(name))) return "'required' must name every property";
  }
  const { properties, $defs, ...rest } = schema;
  const below = [properties, $defs].flatMap((named) => (isNode(named) ? Object.values(named) : []));
  return firstProblem([...below, ...Object.values(rest)], refused);
}

function firstProblem(schemas: readonly unknown[], refused: readonly string[]): string | null {
  for (const schema of schemas) {
    const problem = problemIn(schema, refused);
    if (problem !== null) return problem;
  }
  return null;
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
