import type { JsonObject } from '@genesis/kernel';
import type { StreamEvent } from '../http/event-stream.js';
import type { HttpAnswer } from '../http/http-exchange.js';
import type { VendorUsage } from '../vendor/vendor-call.js';
import type { VendorFailure } from '../vendor/vendor.errors.js';
import type { AnswerForm, AnswerShape, CompletionRequest } from './chat-completer.port.js';

/** What a model wrote, read from its vendor's wire format. */
export interface WrittenText {
  readonly text: string;
  /** How it ended, in our words. */
  readonly ending: 'complete' | 'truncated' | 'declined';
  /** In the vendor's words. */
  readonly finishReason: string | null;
  /** Null when the vendor does not say. */
  readonly model: string | null;
  readonly usage: VendorUsage | null;
}

/** A vendor's wire format, and nothing else. */
export interface ChatWire {
  readonly url: URL;
  /** With the vendor's key. */
  readonly headers: Readonly<Record<string, string>>;

  /** Forms that this wire and model take, best first; the last is `text`. */
  formsFor(shape: AnswerShape): readonly AnswerForm[];

  body(
    request: CompletionRequest,
    options: { readonly maxOutputTokens: number; readonly isStreamed: boolean },
  ): JsonObject;

  /** Reads an answer with status 200. @throws VendorError `not_a_completion` */
  read(answer: HttpAnswer): WrittenText;

  /** Reads a stream to its end. @throws VendorError `network` when it breaks off, and what the vendor reports in it */
  readStream(events: AsyncIterable<StreamEvent>, onText: (textSoFar: string) => void): Promise<WrittenText>;

  /** Reads an answer with another status, for its kind only: the vendor's words go nowhere. */
  readFailure(answer: HttpAnswer): ReadFailure;
}

/** What an answer with an error status means to us. */
export interface ReadFailure {
  readonly failure: VendorFailure;
  /** The form that was asked for is what it does not take. */
  readonly isFormRefused: boolean;
  readonly retryAfterMs?: number;
}
