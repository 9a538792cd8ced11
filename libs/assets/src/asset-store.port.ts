import type { AssetMediaType } from './asset-key.js';

export interface NewAsset {
  readonly bytes: Buffer;
  readonly mediaType: AssetMediaType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly ownerId: string;
  /** Goes with its brief. */
  readonly briefId: string;
  readonly kind: 'logo' | 'image';
}

export interface StoredAssetFile {
  readonly bytes: Buffer;
  readonly mediaType: AssetMediaType;
}

/** Pictures, stored under the name of their content. */
export abstract class AssetStore {
  /** Stores the bytes before it resolves: what was put survives the end of the process. The same bytes of the same brief
   *  are stored once.
   *  @returns the key `<sha256>.<extension>`.
   *  @throws AppError ASSET_INVALID when the bytes are not the picture that they are said to be, ASSET_TOO_LARGE,
   *  ASSET_STORE_UNAVAILABLE */
  abstract put(asset: NewAsset): Promise<string>;

  /** Whosever it is. Null when no such asset is kept. @throws AppError ASSET_STORE_UNAVAILABLE */
  abstract read(key: string): Promise<StoredAssetFile | null>;

  /** Null when this person has no such asset. @throws AppError ASSET_STORE_UNAVAILABLE */
  abstract readOwn(ownerId: string, key: string): Promise<StoredAssetFile | null>;

  /** Where the api serves an asset to its owner: a path from the root of the service. */
  abstract urlOf(key: string): string;

  /** Deletes the files of briefs that are gone, unless another brief has the same picture; those of at most 200 pictures
   *  at a time. Call it after a deletion, and from time to time. @returns how many files. */
  abstract removeUnused(): Promise<number>;
}
