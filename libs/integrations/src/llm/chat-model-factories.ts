import type { LlmSettings, ModelSettings, ProviderSettings } from '@genesis/config';
import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { VendorAccount, VendorGateway, VendorRequest } from '../resilience/vendor-gateway.js';
import type { ProviderFactory } from '../vendor/provider-registry.js';
import type { ProviderName } from '../vendor/vendor-call.js';
import { readMessageFailure } from './anthropic/message-failure.js';
import { anthropicHeaders, messagesWire } from './anthropic/messages-wire.js';
import type { ChatCompleter } from './chat-completer.port.js';
import type { ChatModel } from './chat-model.port.js';
import type { ChatWire } from './chat-wire.js';
import { llmError } from './llm.errors.js';
import { LocalCompleter } from './local/local-completer.js';
import { LocalServers } from './local/local-servers.js';
import type { ModelCatalogue, ModelFacts } from './model-catalogue.js';
import { readCompletionFailure } from './openai-compatible/completion-failure.js';
import { atPath, bearerOf, completionWire, withDefaultPath } from './openai-compatible/completion-wire.js';
import { isOwnMachine } from './own-machine.js';
import { StructuredChat } from './structured/structured-chat.js';
import { VendorCompleter } from './vendor-completer.js';

/** Requests at once on one account, where VENDOR_CONCURRENCY does not name it: far below what vendors allow the smallest
 *  customer, and more than one worker needs. */
const CLOUD_LIMIT = { concurrency: 50 };
/** A machine of our own answers one after the other. */
const LOCAL_LIMIT = { concurrency: 2 };
const PROBE_MS = 10_000;
const MAX_PROBE_BYTES = 5 * 1024 * 1024;

export interface ChatModelSettings {
  readonly models: ModelSettings;
  readonly providers: ProviderSettings;
  readonly llm: LlmSettings;
  readonly catalogue: ModelCatalogue;
}

/** A vendor with one account and one address. */
interface ChatVendor {
  readonly defaultModel: string;
  readonly timeoutMs: number;
  /** Of our own machines nothing is asked for. Default false. */
  readonly isOwn?: boolean;
  readonly wireFor: (model: string, facts: ModelFacts) => ChatWire;
  readonly readFailure: ChatWire['readFailure'];
  readonly modelsUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who can write: one factory for each provider, whether or not it is configured. A model is made once, because it learns
 *  what its vendor refuses. */
export function chatModelFactories(
  settings: ChatModelSettings,
  gateway: VendorGateway,
): readonly ProviderFactory<ChatModel>[] {
  const make = (provider: ProviderName, vendor: ChatVendor | null): ProviderFactory<ChatModel> =>
    vendorFactory(provider, vendor, { settings, gateway });
  return [
    make('openai', openAi(settings)),
    make('anthropic', anthropic(settings)),
    make('deepseek', deepseek(settings)),
    make('kimi', kimi(settings)),
    make('openai-compatible', compatible(settings)),
    localFactory(settings, gateway),
  ];
}

function openAi({ models, providers }: ChatModelSettings): ChatVendor | null {
  const { openAiApiKey: apiKey } = providers;
  if (apiKey === null) return null;
  const baseUrl = withDefaultPath(providers.openAiBaseUrl);
  return {
    defaultModel: models.openAiModel,
    timeoutMs: models.openAiTimeoutMs,
    wireFor: (model, facts) => completionWire({ baseUrl, model, apiKey, facts }),
    readFailure: readCompletionFailure,
    modelsUrl: atPath(baseUrl, 'models'),
    headers: bearerOf(apiKey),
  };
}

function anthropic({ models, providers }: ChatModelSettings): ChatVendor | null {
  const { anthropicApiKey: apiKey } = providers;
  if (apiKey === null) return null;
  const baseUrl = new URL(providers.anthropicBaseUrl);
  baseUrl.pathname = baseUrl.pathname.replace(/\/v1\/?$/, '/');
  return {
    defaultModel: models.anthropicModel,
    timeoutMs: models.anthropicTimeoutMs,
    wireFor: (model, facts) => messagesWire({ baseUrl, model, apiKey, facts }),
    readFailure: readMessageFailure,
    modelsUrl: atPath(baseUrl, 'v1/models'),
    headers: anthropicHeaders(apiKey),
  };
}

/** Its routes stand at the root. */
function deepseek({ models, providers }: ChatModelSettings): ChatVendor | null {
  const { deepseekApiKey: apiKey } = providers;
  if (apiKey === null) return null;
  const baseUrl = new URL(providers.deepseekBaseUrl);
  return {
    defaultModel: models.deepseekModel,
    timeoutMs: models.deepseekTimeoutMs,
    wireFor: (model, facts) => completionWire({ baseUrl, model, apiKey, facts }),
    readFailure: readCompletionFailure,
    modelsUrl: atPath(baseUrl, 'models'),
    headers: bearerOf(apiKey),
  };
}

function kimi({ models, providers }: ChatModelSettings): ChatVendor | null {
  const { kimiApiKey: apiKey } = providers;
  if (apiKey === null) return null;
  const baseUrl = withDefaultPath(providers.kimiBaseUrl);
  return {
    defaultModel: models.kimiModel,
    timeoutMs: models.kimiTimeoutMs,
    wireFor: (model, facts) => completionWire({ baseUrl, model, apiKey, facts }),
    readFailure: readCompletionFailure,
    modelsUrl: atPath(baseUrl, 'models'),
    headers: bearerOf(apiKey),
  };
}

/** Any one server of LLM_BASE_URL. */
function compatible({ llm }: ChatModelSettings): ChatVendor | null {
  if (llm.baseUrl === null || llm.model === null) return null;
  const { apiKey } = llm;
  const baseUrl = withDefaultPath(llm.baseUrl);
  return {
    defaultModel: llm.model,
    timeoutMs: llm.timeoutMs,
    isOwn: isOwnMachine(baseUrl),
    wireFor: (model, facts) => completionWire({ baseUrl, model, apiKey, facts, takesLimits: true }),
    readFailure: readCompletionFailure,
    modelsUrl: atPath(baseUrl, 'models'),
    headers: bearerOf(apiKey),
  };
}

function vendorFactory(
  provider: ProviderName,
  vendor: ChatVendor | null,
  { settings, gateway }: { readonly settings: ChatModelSettings; readonly gateway: VendorGateway },
): ProviderFactory<ChatModel> {
  if (vendor === null) return { provider, create: () => null, probe: () => null };
  const account: VendorAccount = { name: provider, limit: CLOUD_LIMIT, timeoutMs: vendor.timeoutMs };
  const create = oncePerModel((named) => {
    const model = named ?? vendor.defaultModel;
    const known = settings.catalogue.factsFor(provider, model);
    const facts =
      known.price === null && vendor.isOwn === true
        ? { ...known, price: { input: 0, output: 0, longPrompt: null } }
        : known;
    return new VendorCompleter(gateway, {
      identity: { provider, model },
      account,
      wire: vendor.wireFor(model, facts),
      facts,
      maxOutputTokens: settings.llm.maxOutputTokens,
      masksPersonalData: settings.models.masksPersonalData && vendor.isOwn !== true,
    });
  });
  return { provider, create, probe: () => modelsRequest(provider, vendor, account) };
}

function localFactory(
  { models, llm, catalogue }: ChatModelSettings,
  gateway: VendorGateway,
): ProviderFactory<ChatModel> {
  const { localUrls: urls, localApiKey: apiKey, localTimeoutMs: timeoutMs } = models;
  if (urls.length === 0) return { provider: 'local', create: () => null, probe: () => null };
  const create = oncePerModel((named) => {
    const model = named ?? models.localModel;
    return new LocalCompleter(gateway, {
      servers: new LocalServers(gateway, { urls, model, apiKey }),
      model,
      apiKey,
      limit: LOCAL_LIMIT,
      timeoutMs,
      maxOutputTokens: llm.maxOutputTokens,
      catalogue,
    });
  });
  const servers = new LocalServers(gateway, { urls, model: models.localModel, apiKey });
  return { provider: 'local', create, probe: () => servers.probe() };
}

function oncePerModel(
  make: (model: string | null) => ChatCompleter,
): (model: string | null) => StructuredChat {
  const made = new Map<string | null, StructuredChat>();
  return (model) => {
    const known = made.get(model) ?? new StructuredChat(make(model));
    made.set(model, known);
    return known;
  };
}

/** The list of models: free, and it needs the key. */
function modelsRequest(
  provider: ProviderName,
  vendor: ChatVendor,
  account: VendorAccount,
): VendorRequest<JsonObject> {
  return {
    capability: 'llm',
    identity: { provider, model: null },
    account: { ...account, timeoutMs: Math.min(account.timeoutMs, PROBE_MS) },
    method: 'GET',
    url: vendor.modelsUrl,
    headers: vendor.headers,
    body: null,
    question: { models: provider },
    promptId: null,
    upperBoundMicroUsd: 0,
    maxAnswerBytes: MAX_PROBE_BYTES,
    stored: z.strictObject({}),
    read: (answer) => {
      if (answer.status === 200) return { value: {}, usage: null, costMicroUsd: 0 };
      const { failure, retryAfterMs } = vendor.readFailure(answer);
      const message = `${provider} answered with status ${answer.status}`;
      throw llmError(failure, { message, status: answer.status, retryAfterMs });
    },
  };
}
