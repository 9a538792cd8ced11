import type { JsonObject } from '@genesis/kernel';
import type { ProviderName, VendorCallOptions } from '../vendor/vendor-call.js';
import type { ChatUsage } from './chat-model.port.js';

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** How the form of the answer is asked for: the vendor enforces the schema, or only that it is JSON, or nothing. */
export type AnswerForm = 'schema' | 'json' | 'text';

/** What an answer has to look like, as a vendor is told of it. */
export interface AnswerShape {
  /** Letters, digits, `_`, `-`; at most 64. */
  readonly name: string;
  /** JSON Schema 2020-12. */
  readonly schema: JsonObject;
  /** True when every object is closed and lists all its properties as required: the condition for strict enforcement. */
  readonly isStrict: boolean;
}

/** One exchange with a model. */
export interface CompletionRequest {
  /** First our instructions (`system`), then the talk, which ends with a `user` turn. */
  readonly turns: readonly ChatTurn[];
  readonly form: AnswerForm;
  /** Null for prose. */
  readonly shape: AnswerShape | null;
  /** What is asked, whoever is asked and in whichever form: the ledger answers the same question once. */
  readonly question: JsonObject;
  /** Whether a text that another model wrote to this question is as good as one of this model. Default: it is. */
  readonly mayStandIn?: (text: string) => boolean;
  readonly promptId: string;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
}

export interface CompletionOptions extends VendorCallOptions {
  /** Streams, and tells the text so far. */
  readonly onText?: (textSoFar: string) => void;
}

/** What a model wrote to the end. */
export interface Completion {
  /** Not blank. */
  readonly text: string;
  /** The form in which it was asked for; another one than now when it was remembered. */
  readonly form: AnswerForm;
  readonly finishReason: string | null;
  readonly usage: ChatUsage;
  readonly provider: ProviderName;
  readonly model: string;
  /** Requests that were sent now; 0 when the ledger answered. */
  readonly attempts: number;
}

export interface CompleterIdentity {
  readonly provider: ProviderName;
  readonly model: string;
}

/** A vendor's model, one exchange at a time: no ladder, no memory. */
export abstract class ChatCompleter {
  abstract describe(): CompleterIdentity;

  /** Forms worth asking for, best first; never empty, and the last is `text`. */
  abstract formsFor(shape: AnswerShape): readonly AnswerForm[];

  /**
   * @throws FormRefusedError when this server or model does not take the form, or not this schema; VendorError for
   *   everything else: refusals (`moderated`), cut and empty answers (`invalid_output`) included.
   */
  abstract complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion>;
}
