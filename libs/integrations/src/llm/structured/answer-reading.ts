import { storableJson } from '@genesis/kernel';
import { jsonrepair } from 'jsonrepair';
import type { z } from 'zod';
import type { InvalidOutputReason } from '../../vendor/vendor.errors.js';

/** An answer that fits, or what is wrong with it in words for the model. */
export type ReadAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: InvalidOutputReason; readonly problems: readonly string[] };

const MAX_PROBLEMS = 20;
const FENCED = /```(?:json)?[^\S\n]*\n([\s\S]*?)\n?```/i;
const BEGINNING = /[{[]/;
/** Braces in prose before the answer are few. */
const MAX_BEGINNINGS = 20;
/** An answer of ours is a few thousand tokens. Looking for one in more, and mending it, takes time that grows faster than the
 *  text: seconds for 200,000 characters, in which the process does nothing else. */
const MAX_SEARCHED_CHARS = 50_000;

/** Reads a model's text as JSON of the schema: the text itself, what stands in a Markdown fence, or what stands between
 *  sentences; slips such as trailing commas, comments or single quotes are mended. A text that was cut is not: nobody can
 *  know what is missing. */
export function readAnswer<T>(text: string, schema: z.ZodType<T>): ReadAnswer<T> {
  let first: z.ZodError | null = null;
  for (const json of candidates(text.trim())) {
    const checked = schema.safeParse(json.value);
    if (checked.success) return { ok: true, value: checked.data };
    first ??= checked.error;
  }
  if (first === null) {
    return { ok: false, reason: 'not_json', problems: ['the answer is not one valid JSON value'] };
  }
  const problems = first.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.map(String).join('.') || 'the answer'}: ${issue.message}`);
  return { ok: false, reason: 'schema_mismatch', problems };
}

/** JSON values that the text may mean, the likeliest first. */
function* candidates(text: string): Generator<{ readonly value: unknown }> {
  const whole = parsed(text);
  if (whole !== null) {
    yield whole;
    return;
  }
  if (text.length > MAX_SEARCHED_CHARS) return;
  const fenced = FENCED.exec(text)?.[1]?.trim();
  const inFence = fenced === undefined ? null : parsed(fenced);
  if (inFence !== null) yield inFence;

  const body = fenced ?? text;
  yield* betweenSentences(body);
  const mended = mend(body);
  if (mended !== null) yield mended;
}

function* betweenSentences(text: string): Generator<{ readonly value: unknown }> {
  let at = text.search(BEGINNING);
  for (let beginnings = 0; at >= 0 && beginnings < MAX_BEGINNINGS; beginnings += 1) {
    const end = endOfValue(text, at);
    // A value that does not end was cut; what stands within it is no answer.
    if (end === null) return;
    const value = parsed(text.slice(at, end));
    if (value !== null) yield value;
    const from = value === null ? at + 1 : end;
    const next = text.slice(from).search(BEGINNING);
    at = next < 0 ? -1 : from + next;
  }
}

/** Where the value that begins at `start` ends; null when its brackets do not close. */
function endOfValue(text: string, start: number): number | null {
  let depth = 0;
  let isInText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isInText) {
      if (character === '\\') at += 1;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

function mend(text: string): { readonly value: unknown } | null {
  const start = text.search(BEGINNING);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  if (start < 0 || end <= start) return null;
  // What follows the last bracket of a whole answer is prose; inside a cut one it is the rest of a value.
  if (/["':,]/.test(text.slice(end))) return null;
  const written = text.slice(start, end);
  if (!closesItsBrackets(written)) return null;
  try {
    return parsed(jsonrepair(written));
  } catch {
    // Not JSON, even with good will.
    return null;
  }
}

/** Roughly, quotes of any kind left aside: as many brackets close as open. */
function closesItsBrackets(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/[{[]/g) === count(/[}\]]/g);
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    // A model may escape what no store of ours can keep; nothing else may be judged than what will be kept.
    return { value: storableJson(JSON.parse(text) as unknown) };
  } catch {
    return null;
  }
}
