import { z } from 'zod';

/** How a simulated vendor treats one request instead of answering it properly; these are known to every vendor. */
export const transportBehaviourSchema = z.discriminatedUnion('kind', [
  /** 429; `retryAfter` is sent as it is: seconds, an HTTP date, or rubbish. */
  z.strictObject({ kind: z.literal('rate_limited'), retryAfter: z.string().optional() }),
  /** The account is used up, as this vendor says it: waiting does not help. */
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
  /** Does what was asked, then closes the connection before the answer: the client cannot know. */
  z.strictObject({ kind: z.literal('answer_dropped') }),
  /** A complete body that is half of the right JSON. */
  z.strictObject({ kind: z.literal('broken_json') }),
  /** 200 with a body that is not JSON at all, as broken proxies send. */
  z.strictObject({ kind: z.literal('broken_envelope') }),
  /** A complete JSON body that has none of the expected fields. */
  z.strictObject({ kind: z.literal('wrong_schema') }),
  /** A JSON body of six megabytes. */
  z.strictObject({ kind: z.literal('huge_body') }),
  /** A proper answer after exactly this long. */
  z.strictObject({ kind: z.literal('slow'), latencyMs: z.number().int().min(0) }),
  /** A proper answer in small pieces, one in `everyMs`. */
  z.strictObject({
    kind: z.literal('slow_drip'),
    everyMs: z.number().int().min(1),
    pieces: z.number().int().min(2).max(1_000).default(20),
  }),
  /** Exactly this answer. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.number().int().min(200).max(599).default(200),
    body: z.json(),
  }),
]);
export type TransportBehaviour = z.infer<typeof transportBehaviourSchema>;

/** Anything that a simulated vendor can be told to do. */
export interface AnyBehaviour {
  readonly kind: string;
}

export interface ScriptEntry<B> {
  readonly behaviour: B;
  /** How many requests it is for; null for all from now on. Default 1. */
  readonly times?: number | null;
  /** Only requests whose Idempotency-Key contains this text. Default: any request. */
  readonly callKeyIncludes?: string;
  /** Only requests whose `METHOD /path` contains this text. Default: any request. */
  readonly routeIncludes?: string;
}

/** Schema of an entry, as other processes send it. */
export function scriptEntrySchema(behaviours: z.ZodType<AnyBehaviour>) {
  return z.strictObject({
    behaviour: behaviours,
    times: z.number().int().min(1).nullable().default(1),
    callKeyIncludes: z.string().optional(),
    routeIncludes: z.string().optional(),
  });
}

interface Pending {
  readonly entry: ScriptEntry<AnyBehaviour>;
  left: number;
}

/** What shall happen next: entries are used in the order in which they were added. */
export class VendorScript {
  #pending: Pending[] = [];

  add(...entries: readonly ScriptEntry<AnyBehaviour>[]): void {
    for (const entry of entries) {
      this.#pending.push({ entry, left: entry.times === null ? Infinity : (entry.times ?? 1) });
    }
  }

  clear(): void {
    this.#pending = [];
  }

  /** The behaviour for this request, which uses it up; null to answer properly. */
  take(request: {
    readonly callKey: string | null;
    readonly route: string;
    /** False leaves a behaviour to a later request. */
    readonly suits: (behaviour: AnyBehaviour) => boolean;
  }): AnyBehaviour | null {
    const pending = this.#pending.find(
      ({ entry }) =>
        (request.callKey ?? '').includes(entry.callKeyIncludes ?? '') &&
        request.route.includes(entry.routeIncludes ?? '') &&
        request.suits(entry.behaviour),
    );
    if (pending === undefined) return null;
    pending.left -= 1;
    if (pending.left <= 0) this.#pending = this.#pending.filter((other) => other !== pending);
    return pending.entry.behaviour;
  }
}
