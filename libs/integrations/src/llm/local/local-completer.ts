import type { AccountLimit } from '@genesis/vendor-state';
import type { VendorGateway } from '../../resilience/vendor-gateway.js';
import { VendorError, type VendorFailure } from '../../vendor/vendor.errors.js';
import {
  type AnswerForm,
  ChatCompleter,
  type CompleterIdentity,
  type Completion,
  type CompletionOptions,
  type CompletionRequest,
} from '../chat-completer.port.js';
import type { ModelCatalogue } from '../model-catalogue.js';
import { completionWire } from '../openai-compatible/completion-wire.js';
import { VendorCompleter } from '../vendor-completer.js';
import type { LocalServer, LocalServers } from './local-servers.js';

export interface LocalCompleterOptions {
  readonly servers: LocalServers;
  /** Named in answers before a server was found. */
  readonly model: string | null;
  readonly apiKey: string | null;
  readonly limit: AccountLimit;
  readonly timeoutMs: number;
  readonly maxOutputTokens: number;
  readonly catalogue: ModelCatalogue;
}

const UNKNOWN_MODEL = 'local';
/** After these the server is looked for again. */
const LOST: readonly VendorFailure[] = ['network', 'not_found', 'breaker_open'];

/** A model on a machine of our own: Ollama, llama.cpp, vLLM, LM Studio, or another server with OpenAI's routes. */
export class LocalCompleter extends ChatCompleter {
  private current: { readonly server: LocalServer; readonly completer: VendorCompleter } | null = null;

  constructor(
    private readonly gateway: VendorGateway,
    private readonly options: LocalCompleterOptions,
  ) {
    super();
  }

  describe(): CompleterIdentity {
    const model = this.options.servers.last?.model ?? this.options.model ?? UNKNOWN_MODEL;
    return { provider: 'local', model };
  }

  /** All of them enforce schemas; one that does not says so, or is found out by our own check. */
  formsFor(): readonly AnswerForm[] {
    return ['schema', 'json', 'text'];
  }

  async complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const startedAtMs = performance.now();
    const { servers } = this.options;
    const completer = this.completerFor(await servers.find(options));
    const deadlineMs = Math.max(0, options.deadlineMs - (performance.now() - startedAtMs));
    try {
      return await completer.complete(request, { ...options, deadlineMs });
    } catch (error) {
      if (error instanceof VendorError && LOST.includes(error.failure)) servers.forget();
      throw error;
    }
  }

  private completerFor(server: LocalServer): VendorCompleter {
    if (this.current?.server === server) return this.current.completer;
    const { apiKey, limit, timeoutMs, maxOutputTokens, catalogue } = this.options;
    const { model, number, baseUrl } = server;
    const known = catalogue.factsFor('local', model);
    const facts = {
      ...known,
      maxContextTokens: server.maxContextTokens ?? known.maxContextTokens,
      thinking: known.thinking ?? server.thinking,
    };
    const completer = new VendorCompleter(this.gateway, {
      identity: { provider: 'local', model },
      account: { name: number === 1 ? 'local' : `local-${number}`, limit, timeoutMs },
      // Their grammars know limits of length and number.
      wire: completionWire({ baseUrl, model, apiKey, facts, takesLimits: true }),
      facts,
      maxOutputTokens,
      masksPersonalData: false,
    });
    this.current = { server, completer };
    return completer;
  }
}
