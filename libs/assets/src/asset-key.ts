const EXTENSIONS = {
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
} as const;
/** What is kept; anything else is refused. */
export type AssetMediaType = keyof typeof EXTENSIONS;
export type AssetExtension = (typeof EXTENSIONS)[AssetMediaType];

const MEDIA_TYPES = Object.fromEntries(
  Object.entries(EXTENSIONS).map(([mediaType, extension]) => [extension, mediaType]),
) as Readonly<Record<AssetExtension, AssetMediaType>>;

const KEY = /^(?<sha256>[0-9a-f]{64})\.(?<extension>png|webp|jpg|svg)$/;

export interface AssetKey {
  /** Of the bytes, hex. */
  readonly sha256: string;
  readonly mediaType: AssetMediaType;
}

export function extensionOf(mediaType: AssetMediaType): AssetExtension {
  return EXTENSIONS[mediaType];
}

export function assetKey({ sha256, mediaType }: AssetKey): string {
  return `${sha256}.${extensionOf(mediaType)}`;
}

/** Null for every text that is not a key: what passes names a file of the store and nothing else. */
export function parseAssetKey(text: string): AssetKey | null {
  const { sha256, extension } = KEY.exec(text)?.groups ?? {};
  if (sha256 === undefined || extension === undefined) return null;
  return { sha256, mediaType: MEDIA_TYPES[extension as AssetExtension] };
}
