import { DIFFERENT_SECRETS, refusalsOf } from './production-refusals.js';
import { settingsOf, type SettingDefinition, type SettingsContext } from './setting.decorator.js';
import { AgentSettings } from './settings/agent.settings.js';
import { AppSettings } from './settings/app.settings.js';
import { AssetSettings } from './settings/asset.settings.js';
import { AuthSettings } from './settings/auth.settings.js';
import { CoachSettings } from './settings/coach.settings.js';
import { DatabaseSettings } from './settings/database.settings.js';
import { Dc360Settings } from './settings/dc360.settings.js';
import { FaultSettings } from './settings/fault.settings.js';
import { HttpSettings } from './settings/http.settings.js';
import { ImageSettings } from './settings/image.settings.js';
import { LlmSettings } from './settings/llm.settings.js';
import { MetricsSettings } from './settings/metrics.settings.js';
import { ModelSettings } from './settings/models.settings.js';
import { ObservabilitySettings } from './settings/observability.settings.js';
import { PlanSettings } from './settings/plan.settings.js';
import { ProviderSettings } from './settings/provider.settings.js';
import { PublishingSettings } from './settings/publishing.settings.js';
import { RateLimitSettings } from './settings/rate-limit.settings.js';
import { RedisSettings } from './settings/redis.settings.js';
import { ResearchSettings } from './settings/research.settings.js';
import { RetentionSettings } from './settings/retention.settings.js';
import { RunSettings } from './settings/run.settings.js';
import { SearchSettings } from './settings/search.settings.js';
import { ServiceSettings } from './settings/service.settings.js';
import { SsoSettings } from './settings/sso.settings.js';
import { VendorSettings } from './settings/vendor.settings.js';
import { VfsSettings } from './settings/vfs.settings.js';

/** A class of settings; it is its own injection token. */
export interface SettingsClass<T extends object = object> {
  new (): T;
  /**
   * Called once when every setting of the class is read, before validation: reports what a rule over one property
   * cannot say, and returns derived properties, if any.
   */
  complete?(settings: object, context: SettingsContext): unknown;
}

/** Every concern. AppSettings comes first: the others may ask for the environment. */
export const SETTINGS_CLASSES: readonly SettingsClass[] = [
  AppSettings,
  HttpSettings,
  RateLimitSettings,
  DatabaseSettings,
  RedisSettings,
  AuthSettings,
  MetricsSettings,
  VfsSettings,
  LlmSettings,
  ProviderSettings,
  ModelSettings,
  ImageSettings,
  AssetSettings,
  SearchSettings,
  PlanSettings,
  VendorSettings,
  Dc360Settings,
  ServiceSettings,
  SsoSettings,
  PublishingSettings,
  AgentSettings,
  ResearchSettings,
  RunSettings,
  CoachSettings,
  RetentionSettings,
  ObservabilitySettings,
  FaultSettings,
];

/** One setting, as documentation shows it. */
export interface CatalogueEntry {
  readonly concern: string;
  readonly name: string;
  /** What to write, e.g. `integer` or `list of origins`. */
  readonly type: string;
  /** As it would be written in the environment; null when there is none or it is computed. */
  readonly default: string | null;
  /** How a computed default comes about. */
  readonly computedDefault: string | null;
  readonly doc: string;
  readonly isSecret: boolean;
  readonly requiredInProduction: string;
  /** What production does not start with, each worded to follow the name. */
  readonly refusedInProduction: readonly string[];
  /** What `.env.example` shows behind `NAME=`. */
  readonly example: string;
}

/** Every setting, in the order of `.env.example` and docs/settings.md. */
export const SETTINGS_CATALOGUE: readonly CatalogueEntry[] = SETTINGS_CLASSES.flatMap((settingsClass) =>
  settingsOf(settingsClass).map((definition) => catalogueEntry(settingsClass.name, definition)),
);

function catalogueEntry(concern: string, definition: SettingDefinition): CatalogueEntry {
  const written = defaultTextOf(definition);
  return {
    concern,
    name: definition.name,
    type: definition.type.label,
    default: written,
    computedDefault: definition.fallback?.doc ?? null,
    doc: definition.doc,
    isSecret: definition.secret ?? false,
    requiredInProduction:
      definition.requiredNote ?? (definition.requiredIn?.includes('production') ? 'yes' : 'no'),
    refusedInProduction: refusedInProduction(definition),
    example: definition.example ?? written ?? '',
  };
}

function refusedInProduction(definition: SettingDefinition): readonly string[] {
  const { requiredIn, requiredNote, ownSecret, askedAtStart } = definition;
  return [
    ...(requiredIn?.includes('production') ? ['must be set'] : []),
    ...(requiredNote === undefined ? [] : [`must be set${requiredNote.replace(/^yes/, '')}`]),
    ...refusalsOf(definition).map(({ text }) => text),
    ...(ownSecret === undefined ? [] : [DIFFERENT_SECRETS]),
    ...(askedAtStart === undefined ? [] : [`${askedAtStart} (asked at the start)`]),
  ];
}

/** The default as text, null when it is absent or empty: an empty text is the same as none. */
export function defaultTextOf(definition: SettingDefinition): string | null {
  return definition.default === undefined || definition.default === '' ? null : String(definition.default);
}
