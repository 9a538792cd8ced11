export { type AssetMediaType, parseAssetKey } from './asset-key.js';
export { AssetStore, type NewAsset, type StoredAssetFile } from './asset-store.port.js';
export { AssetInvalidError, AssetStoreUnavailableError, AssetTooLargeError } from './assets.errors.js';
export { ASSET_ENTITIES, AssetsModule, AssetSweepModule } from './assets.module.js';
