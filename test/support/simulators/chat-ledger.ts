import type { SeenResponseFormat } from './chat-script.js';
import type { ReceivedRequest } from './vendor-simulator-ledger.js';

export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** What a simulated model notes of a request besides. */
export interface SeenByModel {
  model: string;
  responseFormat: SeenResponseFormat;
  isStream: boolean;
  /** What the answer says that it cost; null where it says nothing, and until there is one. */
  usage: { readonly inputTokens: number; readonly outputTokens: number } | null;
  /** What was said; kept only when the simulator was started with `keepMessages`. */
  messages: readonly ChatMessage[] | null;
}

/** One request as a simulated model saw it. */
export type ChatLedgerEntry = ReceivedRequest & Readonly<SeenByModel>;
