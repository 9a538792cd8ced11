import {
  ImageSettings,
  LlmSettings,
  LoadedSettings,
  ModelSettings,
  PlanSettings,
  ProviderSettings,
  SearchSettings,
  VendorSettings,
} from '@genesis/config';
import { Metrics } from '@genesis/observability';
import { SharedCache, SharedLimits, VendorStateModule } from '@genesis/vendor-state';
import { Module } from '@nestjs/common';
import { Dc360Connection } from './dc360/dc360-connection.js';
import { DC360_PROVIDERS, fixedProviders } from './dc360/dc360-providers.js';
import { Dc360Platform } from './dc360/dc360.port.js';
import { HostingPlatform } from './hosting/hosting.port.js';
import { imageFactories } from './images/image-factories.js';
import { chatModelFactories } from './llm/chat-model-factories.js';
import { ChatModel } from './llm/chat-model.port.js';
import { ModelCatalogue } from './llm/model-catalogue.js';
import { CALL_OUTCOMES } from './resilience/call-telemetry.js';
import { VendorGateway } from './resilience/vendor-gateway.js';
import { searchFactories } from './search/search-factories.js';
import { PlanRegistry } from './vendor/plan-registry.js';
import { ProviderChecks } from './vendor/provider-checks.js';
import { ProviderRegistry } from './vendor/provider-registry.js';

/** Provides the ports to the outside: who may be asked by plan, DigitalCloud360 and the hosting of websites. Nothing has to
 *  be configured. `ChatModel` is the one of LOCAL_PLAN, for callers without a user. Settings come from the global
 *  ConfigModule, metrics from the global ObservabilityModule where there is one. */
@Module({
  imports: [VendorStateModule],
  providers: [
    {
      provide: VendorGateway,
      inject: [SharedLimits, VendorSettings, { token: Metrics, optional: true }],
      useFactory: (limits: SharedLimits, settings: VendorSettings, metrics?: Metrics) =>
        new VendorGateway({ limits, settings, metrics }),
    },
    {
      provide: ProviderChecks,
      inject: [VendorGateway, { token: Metrics, optional: true }],
      useFactory: (gateway: VendorGateway, metrics?: Metrics) => new ProviderChecks({ gateway, metrics }),
    },
    {
      provide: ProviderRegistry,
      inject: [
        LoadedSettings,
        VendorGateway,
        SharedCache,
        ProviderChecks,
        Dc360Connection,
        HostingPlatform,
        { token: Metrics, optional: true },
      ],
      useFactory: registryOf,
    },
    {
      provide: ChatModel,
      inject: [ProviderRegistry, PlanSettings],
      useFactory: (registry: ProviderRegistry, { localPlan }: PlanSettings) =>
        registry.forPlan(localPlan).chat,
    },
    ...DC360_PROVIDERS,
  ],
  exports: [VendorGateway, ProviderRegistry, ChatModel, Dc360Platform, HostingPlatform],
})
export class IntegrationsModule {}

function registryOf(
  settings: LoadedSettings,
  gateway: VendorGateway,
  cache: SharedCache,
  checks: ProviderChecks,
  dc360: Dc360Connection,
  hosting: HostingPlatform,
  metrics?: Metrics,
): ProviderRegistry {
  const models = settings.get(ModelSettings);
  const providers = settings.get(ProviderSettings);
  const llm = settings.get(LlmSettings);
  const catalogue = ModelCatalogue.load(models.catalogueFile);
  const registry = new PlanRegistry({
    plans: settings.get(PlanSettings),
    isFallbackEnabled: settings.get(VendorSettings).isFallbackEnabled,
    factories: {
      chat: chatModelFactories({ models, providers, llm, catalogue }, gateway),
      search: searchFactories(
        { keys: providers, search: settings.get(SearchSettings), models },
        { gateway, cache },
      ),
      images: imageFactories({ keys: providers, images: settings.get(ImageSettings), models }, gateway),
    },
    fixed: fixedProviders(dc360, hosting),
    health: (provider, capability) => gateway.health(provider, capability),
    checks,
  });
  for (const { provider, capability } of registry.configured()) {
    metrics?.expectCalls(provider, capability, CALL_OUTCOMES);
  }
  return registry;
}
