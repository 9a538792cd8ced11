import { z } from 'zod';
import type { VendorCallOptions } from '../vendor/vendor-call.js';

/** Who answers. `provider` is from a closed set (metric label); `model` as it is configured. */
export interface ChatModelIdentity {
  readonly provider: string;
  readonly model: string;
}

/** One question whose answer has a shape. */
export interface ChatRequest<T> {
  /** Our instructions; never a person's text. */
  readonly system: string;
  /** The task and the person's text, inside delimiters and cut by the caller. */
  readonly prompt: string;
  /** What the answer must satisfy. It is untrusted: objects should be strict, texts and lists bounded. */
  readonly schema: z.ZodType<T>;
  /** Name of the schema for the vendor: letters, digits, `_`, `-`; at most 64. */
  readonly schemaName: string;
  /** Id and version of the prompt, `content-home@3`: stored and logged instead of its text. */
  readonly promptId: string;
  /** Absent: the vendor's default. Some models refuse it. */
  readonly temperature?: number;
  /** Most tokens of the answer. Absent: the configured limit. */
  readonly maxOutputTokens?: number;
}

/** Options of a call with all its turns: turns after the first one add `:json`, `:text` or `:repair` to the call key. */
export type ChatCallOptions = VendorCallOptions;

/** Tokens as the vendor counts them, over all turns; null where it does not say. */
export interface ChatUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** How the valid answer came about: the schema was enforced by the vendor, or only JSON was, or the model was asked for it
 *  in words alone, or a first answer was invalid and the model corrected it. */
export type AnswerLadder = 'schema' | 'json' | 'text' | 'repair';

export interface ChatAnswer<T> {
  /** Satisfies the schema of the request. */
  readonly value: T;
  readonly usage: ChatUsage;
  readonly provider: string;
  /** The model that the vendor says has answered, else the configured one. */
  readonly model: string;
  readonly finishReason: string | null;
  readonly ladder: AnswerLadder;
  /** Requests that were sent now, those included that were sent again; 0 when all was remembered. */
  readonly attempts: number;
}

/** One question whose answer is prose. */
export type TextRequest = Pick<
  ChatRequest<string>,
  'system' | 'prompt' | 'promptId' | 'temperature' | 'maxOutputTokens'
>;

export interface TextOptions extends ChatCallOptions {
  /** Told the text so far, again and again while it is written. Where an attempt broke off and is made again, the text
   *  begins anew; a remembered text comes at once. */
  readonly onText?: (textSoFar: string) => void;
}

/** Never empty, never cut: those are errors. */
export type TextAnswer = Omit<ChatAnswer<string>, 'ladder'>;

/** A language model. Retries are made below it, by the resilience layer. */
export abstract class ChatModel {
  /** False for the stand-in of a service without a model. Then the knowledge engine is the provider and its result a
   *  success; where a configured model fails, the same result is a fallback. */
  abstract readonly isConfigured: boolean;

  abstract describe(): ChatModelIdentity;

  /**
   * Asks once; an answer that does not satisfy the schema gets one chance to be corrected.
   * @throws VendorError for everything that goes wrong with the vendor, the deadline and the signal included; its `attempts`
   *   and `usage` tell what was spent.
   */
  abstract generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>>;

  /**
   * Prose. A model that cannot stream tells its text at once.
   * @throws VendorError as `generateStructured`
   */
  async generateText(request: TextRequest, options: TextOptions): Promise<TextAnswer> {
    const {
      value,
      ladder: _ladder,
      ...answer
    } = await this.generateStructured({ ...request, schema: proseSchema, schemaName: 'prose' }, options);
    options.onText?.(value.text);
    return { ...answer, value: value.text };
  }
}

const proseSchema = z.strictObject({ text: z.string().trim().min(1) });
