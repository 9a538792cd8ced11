import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { AnswerShape } from '../chat-completer.port.js';

/** JSON Schema of what a model has to write: the input side of the zod schema, before its defaults and trims. */
export function answerShapeOf(name: string, schema: z.ZodType): AnswerShape {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { name, schema: described as JsonObject, isStrict: isStrictThroughout(described) };
}

function isStrictThroughout(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isStrictThroughout);
  if (!isNode(node)) return true;
  return isClosedObject(node) && Object.values(node).every(isStrictThroughout);
}

function isClosedObject(node: Readonly<Record<string, unknown>>): boolean {
  if (node['type'] !== 'object') return true;
  const names = isNode(node['properties']) ? Object.keys(node['properties']) : [];
  const required = Array.isArray(node['required']) ? node['required'] : [];
  return node['additionalProperties'] === false && names.every((name) => required.includes(name));
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
