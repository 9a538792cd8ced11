import { type GeneratedImage, ImageProvider, type ImageRequest } from '../images/image.port.js';
import {
  type ChatAnswer,
  type ChatCallOptions,
  ChatModel,
  type ChatModelIdentity,
  type ChatRequest,
  type TextAnswer,
  type TextOptions,
  type TextRequest,
} from '../llm/chat-model.port.js';
import { NoChatModel } from '../llm/no-chat-model.js';
import {
  type ExtractAnswer,
  type SearchAnswer,
  SearchProvider,
  type SearchQuery,
} from '../search/search.port.js';
import { FallbackChain } from './fallback-chain.js';
import type { ProviderIdentity, VendorCallOptions } from './vendor-call.js';
import { type Capability, VendorError } from './vendor.errors.js';

/** The models of a plan as one. */
export function chainedChat(models: readonly ChatModel[]): ChatModel {
  return models.length === 0 ? new NoChatModel() : new ChainedChat(models);
}

class ChainedChat extends ChatModel {
  readonly isConfigured = true;
  private readonly chain: FallbackChain<ChatModel>;

  constructor(models: readonly ChatModel[]) {
    super();
    this.chain = new FallbackChain(models);
  }

  describe(): ChatModelIdentity {
    return firstOf(this.chain, 'llm').describe();
  }

  async generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    return this.chain.call(options, (model, own) => model.generateStructured(request, own));
  }

  override async generateText(request: TextRequest, options: TextOptions): Promise<TextAnswer> {
    return this.chain.call(options, (model, own) =>
      model.generateText(request, { ...own, onText: options.onText }),
    );
  }
}

/** The search providers of a plan as one; nobody, where the plan has none. */
export class ChainedSearch extends SearchProvider {
  private readonly chain: FallbackChain<SearchProvider>;

  constructor(providers: readonly SearchProvider[]) {
    super();
    this.chain = new FallbackChain(providers);
  }

  get isConfigured(): boolean {
    return this.chain.first !== null;
  }

  /** @throws VendorError not_configured */
  describe(): ProviderIdentity {
    return firstOf(this.chain, 'search').describe();
  }

  async search(query: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer> {
    firstOf(this.chain, 'search');
    return this.chain.call(options, (provider, own) => provider.search(query, own));
  }

  async extract(urls: readonly string[], options: VendorCallOptions): Promise<ExtractAnswer> {
    firstOf(this.chain, 'search');
    return this.chain.call(options, (provider, own) => provider.extract(urls, own));
  }
}

/** The image models of a plan as one; nobody, where the plan has none. */
export class ChainedImages extends ImageProvider {
  private readonly chain: FallbackChain<ImageProvider>;

  constructor(providers: readonly ImageProvider[]) {
    super();
    this.chain = new FallbackChain(providers);
  }

  get isConfigured(): boolean {
    return this.chain.first !== null;
  }

  /** @throws VendorError not_configured */
  describe(): ProviderIdentity {
    return firstOf(this.chain, 'image').describe();
  }

  async generate(request: ImageRequest, options: VendorCallOptions): Promise<GeneratedImage> {
    firstOf(this.chain, 'image');
    return this.chain.call(options, (provider, own) => provider.generate(request, own));
  }
}

/** Whoever asks an empty chain has forgotten to look at `isConfigured`. */
function firstOf<P extends { describe(): ProviderIdentity | ChatModelIdentity }>(
  chain: FallbackChain<P>,
  capability: Capability,
): P {
  if (chain.first !== null) return chain.first;
  throw new VendorError(capability, 'not_configured', {
    message: `no provider of ${capability} is configured`,
  });
}
