export { AssetStore, type NewAsset, type StoredAssetFile } from './asset-store.port.js';
export { AssetsModule } from './assets.module.js';
