export interface NewAsset {
  readonly bytes: Buffer;
  readonly mediaType: 'image/png' | 'image/webp' | 'image/jpeg' | 'image/svg+xml';
  readonly width: number;
  readonly height: number;
  readonly ownerId: string;
  /** Goes with its brief. */
  readonly briefId: string;
  readonly kind: 'logo' | 'image';
}

export interface StoredAssetFile {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** Pictures, stored under the name of their content. */
export abstract class AssetStore {
  /** Stores the bytes before it resolves; the same bytes of the same brief are stored once.
   *  @returns the key `<sha256>.<extension>`. @throws AppError ASSET_INVALID, ASSET_TOO_LARGE */
  abstract put(asset: NewAsset): Promise<string>;

  /** Null when no such asset is kept. */
  abstract read(key: string): Promise<StoredAssetFile | null>;
}
