import { z } from 'zod';
import type { ScriptEntry, TransportBehaviour } from './vendor-simulator-script.js';

/** How a simulated model treats one request instead of answering it properly, beyond what every vendor can be told. */
export const modelBehaviourSchema = z.discriminatedUnion('kind', [
  /** A proper completion whose content is cut-off JSON. */
  z.strictObject({ kind: z.literal('broken_json') }),
  /** Content is JSON that does not satisfy the schema. */
  z.strictObject({ kind: z.literal('wrong_schema') }),
  /** The right JSON inside a Markdown fence, as chatty models write it. */
  z.strictObject({ kind: z.literal('fenced_json') }),
  /** The right JSON between two sentences. */
  z.strictObject({ kind: z.literal('prose_json') }),
  /** The right JSON with trailing commas and a comment, as small models write it. */
  z.strictObject({ kind: z.literal('sloppy_json') }),
  /** Content is the empty string. */
  z.strictObject({ kind: z.literal('empty') }),
  /** Cut by the token limit, and says so. */
  z.strictObject({ kind: z.literal('length') }),
  /** The model declines. */
  z.strictObject({ kind: z.literal('refusal') }),
  /** The vendor's filter stopped it. */
  z.strictObject({ kind: z.literal('content_filter') }),
  /** A well-formed answer of six megabytes. */
  z.strictObject({ kind: z.literal('huge_body') }),
  /** A completion with exactly this content. */
  z.strictObject({ kind: z.literal('content'), content: z.string() }),
  /** A proper answer without `usage`. */
  z.strictObject({ kind: z.literal('no_usage') }),
  /** 400 for a request with a JSON Schema; other requests pass untouched and do not use up the entry. */
  z.strictObject({ kind: z.literal('json_schema_refused') }),
  /** 400 for a request that asks for JSON in any way; other requests pass untouched and do not use up the entry. */
  z.strictObject({ kind: z.literal('json_refused') }),
]);
export type ModelBehaviour = z.infer<typeof modelBehaviourSchema>;

export type ChatBehaviour = ModelBehaviour | TransportBehaviour;
export type ChatScriptEntry = ScriptEntry<ChatBehaviour>;

/** How the form of the answer was asked for. */
export type SeenResponseFormat = 'json_schema' | 'json_object' | 'text';

/** False leaves a behaviour to a request that it is for. */
export function suitsResponseFormat(
  behaviour: { readonly kind: string },
  responseFormat: SeenResponseFormat,
): boolean {
  if (behaviour.kind === 'json_schema_refused') return responseFormat === 'json_schema';
  if (behaviour.kind === 'json_refused') return responseFormat !== 'text';
  return true;
}
