export { ConfigModule, type ConfigModuleOptions } from './config.module.js';
export {
  describeSettings,
  LoadedSettings,
  loadSettings,
  type LoadSettingsOptions,
  readSettings,
  type ReadSettings,
  type SettingDescription,
} from './load-settings.js';
export type { EnvironmentVariables, SettingSource } from './setting-sources.js';
export { readRedisAddress, type RedisAddress, type RedisNode } from './redis-address.js';
export {
  SETTINGS_CATALOGUE,
  SETTINGS_CLASSES,
  type CatalogueEntry,
  type SettingsClass,
} from './settings-catalogue.js';
export { renderEnvExample, renderProductionRefusals, renderSettingsDoc } from './settings-docs.js';
export { SettingsError } from './settings-error.js';
export { AgentSettings, type BudgetedTask } from './settings/agent.settings.js';
export { AppSettings, type Environment, type LogLevel } from './settings/app.settings.js';
export { AssetSettings } from './settings/asset.settings.js';
export { AuthSettings } from './settings/auth.settings.js';
export { CoachSettings } from './settings/coach.settings.js';
export { DatabaseSettings } from './settings/database.settings.js';
export { Dc360Settings } from './settings/dc360.settings.js';
export { FaultSettings } from './settings/fault.settings.js';
export { HttpSettings } from './settings/http.settings.js';
export { ImageSettings } from './settings/image.settings.js';
export { LlmSettings } from './settings/llm.settings.js';
export { MetricsSettings } from './settings/metrics.settings.js';
export { ModelSettings } from './settings/models.settings.js';
export { ObservabilitySettings } from './settings/observability.settings.js';
export {
  PlanSettings,
  type QuotaFailMode,
  SUBSCRIPTION_PLANS,
  type SubscriptionPlan,
} from './settings/plan.settings.js';
export { ProviderSettings } from './settings/provider.settings.js';
export { type Hosting, PublishingSettings } from './settings/publishing.settings.js';
export { RateLimitSettings } from './settings/rate-limit.settings.js';
export { QUEUE_MUST_KEEP_JOBS, RedisSettings } from './settings/redis.settings.js';
export { ResearchSettings } from './settings/research.settings.js';
export { RetentionSettings } from './settings/retention.settings.js';
export { RunSettings } from './settings/run.settings.js';
export { SearchSettings } from './settings/search.settings.js';
export { SERVICE_RIGHTS, type ServiceRight, ServiceSettings } from './settings/service.settings.js';
export { SsoSettings } from './settings/sso.settings.js';
export { VendorSettings } from './settings/vendor.settings.js';
export { VfsSettings } from './settings/vfs.settings.js';
