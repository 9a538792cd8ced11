import { CallDeadline } from '../../http/call-deadline.js';
import {
  ChatModel,
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModelIdentity,
  type ChatRequest,
} from '../chat-model.port.js';
import { ChatExchange, PROVIDER, type AnswerForm, type ChatServer } from './chat-exchange.js';

export interface OpenAiCompatibleChatOptions {
  /** E.g. `https://api.openai.com/v1`; without a path `/v1` is assumed. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string | null;
  /** Upper bound of one call, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxOutputTokens: number;
}

/** Any server that speaks OpenAI's chat completions. */
export class OpenAiCompatibleChat extends ChatModel {
  readonly isConfigured = true;
  readonly #server: ChatServer;
  readonly #timeoutMs: number;
  /** Remembered, so that a server without schemas does not refuse every first turn. */
  #form: AnswerForm = 'schema';

  constructor(options: OpenAiCompatibleChatOptions) {
    super();
    this.#timeoutMs = options.timeoutMs;
    this.#server = {
      completionsUrl: completionsUrlOf(options.baseUrl),
      model: options.model,
      apiKey: options.apiKey,
      maxOutputTokens: options.maxOutputTokens,
    };
  }

  describe(): ChatModelIdentity {
    return { provider: PROVIDER, model: this.#server.model };
  }

  async generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    using deadline = new CallDeadline(options.signal, Math.min(options.deadlineMs, this.#timeoutMs));
    const exchange = new ChatExchange(this.#server, request, options, deadline);
    return await exchange.run(this.#form, () => {
      this.#form = 'json';
    });
  }
}

function completionsUrlOf(baseUrl: string): URL {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = `${path === '' ? '/v1' : path}/chat/completions`;
  return url;
}
