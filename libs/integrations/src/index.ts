export { IntegrationsModule } from './integrations.module.js';
export {
  ChatModel,
  type AnswerLadder,
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModelIdentity,
  type ChatRequest,
  type ChatUsage,
  type TextAnswer,
  type TextOptions,
  type TextRequest,
} from './llm/chat-model.port.js';
export { NoChatModel } from './llm/no-chat-model.js';
export { chatModelFactories, type ChatModelSettings } from './llm/chat-model-factories.js';
export { ModelCatalogue, ModelCatalogueError } from './llm/model-catalogue.js';
export {
  type VendorAccount,
  type VendorAnswer,
  VendorGateway,
  type VendorReading,
  type VendorRequest,
  type VendorStream,
} from './resilience/vendor-gateway.js';
export {
  type GeneratedImage,
  type ImageMediaType,
  ImageProvider,
  type ImageRequest,
} from './images/image.port.js';
export { imageFactories } from './images/image-factories.js';
export { imageFactsSchema, type ImageValue, imageValueSchema } from './images/image-value.js';
export {
  Dc360Platform,
  type Dc360Profile,
  DC360_SUBSCRIPTION_STATUSES,
  type Dc360Subscription,
  type Dc360SubscriptionStatus,
  type Dc360TokenUser,
  type Dc360UsageCount,
  type Dc360UsageReport,
} from './dc360/dc360.port.js';
export {
  type HostedSite,
  HOSTED_SITE_STATUSES,
  HostingPlatform,
  type SiteToPublish,
} from './hosting/hosting.port.js';
export {
  AddressNotPublic,
  PublicHttp,
  type PublicHttpOptions,
  type PublicRequest,
} from './net/public-http.js';
export { publicUrl } from './net/public-address.js';
export { ORDER_SIGNS, ordersWarning, type OrderSign, scanForOrders } from './search/order-scan.js';
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
  type LedgerLookUp,
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
export { reportProviders } from './vendor/provider-report.js';
