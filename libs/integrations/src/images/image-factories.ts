import type { ImageSettings, ModelSettings } from '@genesis/config';
import type { VendorGateway } from '../resilience/vendor-gateway.js';
import type { ProviderFactory } from '../vendor/provider-registry.js';
import type { ImageProvider } from './image.port.js';
import { OpenAiImages } from './openai/openai-images.adapter.js';

/** Pictures at once on one account, where VENDOR_CONCURRENCY does not name it: vendors count them by the minute, and each
 *  takes half of one. */
const CONCURRENCY = 5;

/** Keys and addresses, as the settings of the providers have them. */
export interface ImageAccess {
  readonly openAiApiKey: string | null;
  readonly openAiBaseUrl: string;
}

export interface ImageVendorSettings {
  readonly keys: ImageAccess;
  readonly images: Pick<ImageSettings, 'openAiModel' | 'timeoutMs'>;
  readonly models: Pick<ModelSettings, 'masksPersonalData'>;
}

/** Who can make pictures. */
export function imageFactories(
  { keys: providers, images, models }: ImageVendorSettings,
  gateway: VendorGateway,
): readonly ProviderFactory<ImageProvider>[] {
  return [
    {
      provider: 'openai',
      create: (model) =>
        providers.openAiApiKey === null
          ? null
          : new OpenAiImages(gateway, {
              baseUrl: providers.openAiBaseUrl,
              apiKey: providers.openAiApiKey,
              model: model ?? images.openAiModel,
              masksPersonalData: models.masksPersonalData,
              account: {
                name: 'openai-images',
                limit: { concurrency: CONCURRENCY },
                timeoutMs: images.timeoutMs,
              },
            }),
    },
    // It has no public interface for programs: its key and address are read, and nothing is done with them.
    { provider: 'logoai', create: () => null },
  ];
}
