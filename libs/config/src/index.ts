export { ConfigModule, type ConfigModuleOptions } from './config.module.js';
export {
  describeSettings,
  LoadedSettings,
  loadSettings,
  type LoadSettingsOptions,
  type SettingDescription,
} from './load-settings.js';
export type { EnvironmentVariables, SettingSource } from './setting-sources.js';
export {
  SETTINGS_CATALOGUE,
  SETTINGS_CLASSES,
  type CatalogueEntry,
  type SettingsClass,
} from './settings-catalogue.js';
export { renderEnvExample, renderSettingsDoc } from './settings-docs.js';
export { SettingsError } from './settings-error.js';
export { AgentSettings, type BudgetedTask } from './settings/agent.settings.js';
export { AppSettings, type Environment, type LogLevel } from './settings/app.settings.js';
export { AuthSettings } from './settings/auth.settings.js';
export { CoachSettings } from './settings/coach.settings.js';
export { DatabaseSettings } from './settings/database.settings.js';
export { Dc360Settings } from './settings/dc360.settings.js';
export { FaultSettings } from './settings/fault.settings.js';
export { HttpSettings } from './settings/http.settings.js';
export { LlmSettings } from './settings/llm.settings.js';
export { MetricsSettings } from './settings/metrics.settings.js';
export { ObservabilitySettings } from './settings/observability.settings.js';
export {
  PlanSettings,
  type QuotaFailMode,
  SUBSCRIPTION_PLANS,
  type SubscriptionPlan,
} from './settings/plan.settings.js';
export { ProviderSettings } from './settings/provider.settings.js';
export { RedisSettings } from './settings/redis.settings.js';
export { RunSettings } from './settings/run.settings.js';
export { VfsSettings } from './settings/vfs.settings.js';
