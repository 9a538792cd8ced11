import {
  type EnvironmentVariables,
  LlmSettings,
  loadSettings,
  ModelSettings,
  ProviderSettings,
} from '@genesis/config';
import type { SeenByModel } from './chat-ledger.js';
import type { ModelBehaviour } from './chat-script.js';
import type { ModelWire } from './chat-simulator.js';
import { VendorSimulator } from './vendor-simulator.js';
import { VendorGateway } from '../../../libs/integrations/src/resilience/vendor-gateway.js';
import type { ProviderFactory } from '../../../libs/integrations/src/vendor/provider-registry.js';
import type { ProviderName } from '../../../libs/integrations/src/vendor/vendor-call.js';
import { chatModelFactories } from '../../../libs/integrations/src/llm/chat-model-factories.js';
import type { ChatModelHarness } from '../../../libs/integrations/src/llm/chat-contract-harness.js';
import type { ChatModel } from '../../../libs/integrations/src/llm/chat-model.port.js';
import { ModelCatalogue, type WrittenModel } from '../../../libs/integrations/src/llm/model-catalogue.js';

export type ModelSimulator = VendorSimulator<ModelBehaviour, SeenByModel>;

/** Seconds, as the settings have them. */
export interface GivenAccess {
  readonly apiKey: string;
  readonly timeoutS: string;
}

export interface VendorUnderTest {
  readonly provider: ProviderName;
  readonly wire: ModelWire;
  /** End of the path of completions. */
  readonly path: string;
  /** Settings that lead to the simulator. */
  readonly environment: (url: string, given: GivenAccess) => EnvironmentVariables;
  readonly told: Pick<ChatModelHarness, 'forms' | 'finished' | 'costs' | 'bareLimitMeans'>;
}

/** The factory of a provider, with settings and a gateway of its own. */
export function aFactory(
  provider: ProviderName,
  env: EnvironmentVariables,
  added: readonly WrittenModel[] = [],
): ProviderFactory<ChatModel> {
  const settings = loadSettings({ env });
  const factory = chatModelFactories(
    {
      models: settings.get(ModelSettings),
      providers: settings.get(ProviderSettings),
      llm: settings.get(LlmSettings),
      catalogue: new ModelCatalogue(added),
    },
    // No jitter: the shortest waits.
    new VendorGateway({ random: () => 0 }),
  ).find((each) => each.provider === provider);
  if (factory === undefined) throw new Error(`there is no factory for ${provider}`);
  return factory;
}

/** @throws when the provider is not configured */
export function aModel(
  provider: ProviderName,
  env: EnvironmentVariables,
  given: { readonly model?: string; readonly added?: readonly WrittenModel[] } = {},
): ChatModel {
  const model = aFactory(provider, env, given.added).create(given.model ?? null);
  if (model === null) throw new Error(`${provider} is not configured`);
  return model;
}

export async function startHarness(vendor: VendorUnderTest): Promise<ChatModelHarness> {
  const simulator = await VendorSimulator.start(vendor.wire);
  return {
    ...vendor.told,
    createModel: ({ apiKey = 'sk-test', timeoutMs = 20_000 } = {}) => {
      const timeoutS = String(timeoutMs / 1_000);
      return aModel(vendor.provider, vendor.environment(simulator.url, { apiKey, timeoutS }));
    },
    play: (...failures) => {
      simulator.play(...failures.map((behaviour) => ({ behaviour, routeIncludes: vendor.path })));
    },
    received: () => simulator.received().filter(({ path }) => path.endsWith(vendor.path)),
    finishedByKey: () =>
      Object.fromEntries(
        Object.entries(simulator.ledger.finishedByKey()).filter(([key]) => !key.startsWith('local-probe')),
      ),
    reset: () => simulator.reset(),
    stop: () => simulator.stop(),
  };
}
