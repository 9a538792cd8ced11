import type { z } from 'zod';
import type { InvalidOutputReason } from '../../vendor/vendor.errors.js';

/** An answer that fits, or what is wrong with it in words for the model. */
export type ReadAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: InvalidOutputReason; readonly problems: readonly string[] };

const MAX_PROBLEMS = 20;
const FENCED = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/i;

/** Reads a model's text as JSON of the schema. A Markdown fence around the whole text is tolerated, nothing else is. */
export function readAnswer<T>(text: string, schema: z.ZodType<T>): ReadAnswer<T> {
  const trimmed = text.trim();
  const json = parseJson(FENCED.exec(trimmed)?.[1] ?? trimmed);
  if (json === undefined) {
    return { ok: false, reason: 'not_json', problems: ['the answer is not one valid JSON value'] };
  }
  const checked = schema.safeParse(json);
  if (checked.success) return { ok: true, value: checked.data };
  const problems = checked.error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.map(String).join('.') || 'the answer'}: ${issue.message}`);
  return { ok: false, reason: 'schema_mismatch', problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
