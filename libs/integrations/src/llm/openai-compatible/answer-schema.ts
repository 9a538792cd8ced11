import { z } from 'zod';

type SchemaNode = Readonly<Record<string, unknown>>;

/** A zod schema as a vendor is told of it. */
export interface AnswerSchema {
  readonly schema: SchemaNode;
  /** True when every object is closed and lists all its properties as required: OpenAI's condition for `strict`. */
  readonly isStrict: boolean;
}

/** JSON Schema of what a model has to write: the input side of the zod schema, before its defaults and trims. */
export function answerSchemaOf(schema: z.ZodType): AnswerSchema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { schema: described, isStrict: isStrictThroughout(described) };
}

function isStrictThroughout(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isStrictThroughout);
  if (!isNode(node)) return true;
  return isClosedObject(node) && Object.values(node).every(isStrictThroughout);
}

function isClosedObject(node: SchemaNode): boolean {
  if (node['type'] !== 'object') return true;
  const names = isNode(node['properties']) ? Object.keys(node['properties']) : [];
  const required = Array.isArray(node['required']) ? node['required'] : [];
  return node['additionalProperties'] === false && names.every((name) => required.includes(name));
}

function isNode(value: unknown): value is SchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
