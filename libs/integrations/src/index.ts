export { IntegrationsModule } from './integrations.module.js';
export {
  ChatModel,
  type AnswerLadder,
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModelIdentity,
  type ChatRequest,
  type ChatUsage,
} from './llm/chat-model.port.js';
export { NoChatModel } from './llm/no-chat-model.js';
export {
  OpenAiCompatibleChat,
  type OpenAiCompatibleChatOptions,
} from './llm/openai-compatible/openai-compatible-chat.adapter.js';
export { retryDelayMs, type FailedAttempt } from './resilience/retry-delay.js';
export { runWithRetries, type RetryOptions } from './resilience/run-with-retries.js';
export {
  type VendorAccount,
  type VendorAnswer,
  VendorGateway,
  type VendorReading,
  type VendorRequest,
} from './resilience/vendor-gateway.js';
export { type GeneratedImage, ImageProvider, type ImageRequest } from './images/image.port.js';
export {
  type HostedSite,
  HOSTED_SITE_STATUSES,
  HostingPlatform,
  type SiteToPublish,
} from './hosting/hosting.port.js';
export {
  type ExtractAnswer,
  type ExtractedPage,
  type SearchAnswer,
  SearchProvider,
  type SearchQuery,
  type SearchResult,
} from './search/search.port.js';
export {
  type CallLedger,
  type LedgerEntry,
  type LedgerKey,
  type ProviderIdentity,
  type ProviderName,
  PROVIDERS,
  type SpendingHold,
  type VendorCallOptions,
  type VendorUsage,
} from './vendor/vendor-call.js';
export {
  CAPABILITIES,
  type Capability,
  type InvalidOutputReason,
  VendorError,
  type VendorErrorOptions,
  type VendorFailure,
} from './vendor/vendor.errors.js';
export {
  type PlanProviders,
  PROVIDER_STATES,
  type ProviderFactory,
  ProviderRegistry,
  type ProviderState,
} from './vendor/provider-registry.js';
