import type { AssetStore } from '@genesis/assets';
import type { GeneratedImage, ImageProvider, ImageRequest, VendorCallOptions } from '@genesis/integrations';
import type { ImageStudio, StoredAsset } from '../agent.js';
import { AssetLedger, type PictureOwner } from './asset-ledger.js';

export interface PictureStudioOptions {
  readonly images: Pick<ImageProvider, 'generate'>;
  readonly assets: AssetStore;
  readonly owner: PictureOwner;
  /** How the task makes its calls: hands to `act` the options with the ledger of the run. */
  readonly call: <T>(
    options: VendorCallOptions,
    act: (options: VendorCallOptions) => Promise<T>,
  ) => Promise<T>;
}

/** The image model of a run's plan, and the asset store. A picture is stored before its call counts as answered. */
export class PictureStudio implements ImageStudio {
  constructor(private readonly options: PictureStudioOptions) {}

  async generate(request: ImageRequest, options: VendorCallOptions): Promise<GeneratedImage> {
    const { images, assets, owner, call } = this.options;
    return call(options, ({ ledger, ...own }) =>
      images.generate(request, { ...own, ledger: ledger && new AssetLedger(ledger, assets, owner) }),
    );
  }

  async save(image: Pick<GeneratedImage, 'bytes' | 'mediaType' | 'width' | 'height'>): Promise<StoredAsset> {
    const { assets, owner } = this.options;
    const { bytes, mediaType, width, height } = image;
    const key = await assets.put({ ...owner, bytes, mediaType, width, height });
    return { key, url: assets.urlOf(key) };
  }
}
