import { z } from 'zod';

/** How the simulator treats one request instead of answering it properly. */
export const chatBehaviourSchema = z.discriminatedUnion('kind', [
  /** 429; `retryAfter` is sent as it is: seconds, an HTTP date, or rubbish. */
  z.strictObject({ kind: z.literal('rate_limited'), retryAfter: z.string().optional() }),
  /** 429 with code `insufficient_quota`: waiting does not help. */
  z.strictObject({ kind: z.literal('quota_exhausted') }),
  /** Any other error status with a vendor-like body. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    message: z.string().optional(),
    retryAfter: z.string().optional(),
  }),
  /** Never sends a byte; ends when the client goes away. */
  z.strictObject({ kind: z.literal('stall_before_answer') }),
  /** Sends the head and half of the body, then nothing. */
  z.strictObject({ kind: z.literal('stall_in_body') }),
  /** Closes the connection before the answer. */
  z.strictObject({ kind: z.literal('cut_connection') }),
  /** Closes the connection in the middle of the body. */
  z.strictObject({ kind: z.literal('cut_in_body') }),
  /** A proper completion whose content is cut-off JSON. */
  z.strictObject({ kind: z.literal('broken_json') }),
  /** 200 with a body that is not JSON at all, as broken proxies send. */
  z.strictObject({ kind: z.literal('broken_envelope') }),
  /** Content is JSON that does not satisfy the schema. */
  z.strictObject({ kind: z.literal('wrong_schema') }),
  /** The right JSON inside a Markdown fence, as chatty models write it. */
  z.strictObject({ kind: z.literal('fenced_json') }),
  /** Content is the empty string. */
  z.strictObject({ kind: z.literal('empty') }),
  /** Cut by the token limit: `finish_reason` length. */
  z.strictObject({ kind: z.literal('length') }),
  /** The model declines: `message.refusal` is set, content null. */
  z.strictObject({ kind: z.literal('refusal') }),
  /** The vendor's filter stopped it: `finish_reason` content_filter. */
  z.strictObject({ kind: z.literal('content_filter') }),
  /** A well-formed answer of six megabytes. */
  z.strictObject({ kind: z.literal('huge_body') }),
  /** A completion with exactly this content. */
  z.strictObject({ kind: z.literal('content'), content: z.string() }),
  /** A proper answer without `usage`. */
  z.strictObject({ kind: z.literal('no_usage') }),
  /** 400 for `response_format` json_schema; other requests pass untouched and do not use up the entry. */
  z.strictObject({ kind: z.literal('json_schema_refused') }),
  /** A proper answer after exactly this long. */
  z.strictObject({ kind: z.literal('slow'), latencyMs: z.number().int().min(0) }),
]);
export type ChatBehaviour = z.infer<typeof chatBehaviourSchema>;

export const chatScriptEntrySchema = z.strictObject({
  behaviour: chatBehaviourSchema,
  /** How many requests it is for; null for all from now on. Default 1. */
  times: z.number().int().min(1).nullable().default(1),
  /** Only requests whose Idempotency-Key contains this text. Default: any request. */
  callKeyIncludes: z.string().optional(),
});
export type ChatScriptEntry = z.input<typeof chatScriptEntrySchema>;

interface Pending {
  readonly entry: z.output<typeof chatScriptEntrySchema>;
  left: number;
}

/** What shall happen next: entries are used in the order in which they were added. */
export class ChatScript {
  #pending: Pending[] = [];

  add(...entries: readonly ChatScriptEntry[]): void {
    for (const given of entries) {
      const entry = chatScriptEntrySchema.parse(given);
      this.#pending.push({ entry, left: entry.times ?? Infinity });
    }
  }

  clear(): void {
    this.#pending = [];
  }

  /** The behaviour for this request, which uses it up; null to answer properly. */
  take(request: { readonly callKey: string | null; readonly responseFormat: string }): ChatBehaviour | null {
    const pending = this.#pending.find(({ entry }) => {
      if (entry.behaviour.kind === 'json_schema_refused' && request.responseFormat !== 'json_schema')
        return false;
      return entry.callKeyIncludes === undefined || (request.callKey ?? '').includes(entry.callKeyIncludes);
    });
    if (pending === undefined) return null;
    pending.left -= 1;
    if (pending.left <= 0) this.#pending = this.#pending.filter((other) => other !== pending);
    return pending.entry.behaviour;
  }
}
