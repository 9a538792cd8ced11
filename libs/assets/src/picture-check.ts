import { imageSize } from 'image-size';
import { type AssetMediaType, extensionOf } from './asset-key.js';
import { AssetInvalidError, AssetTooLargeError } from './assets.errors.js';
import type { NewAsset } from './asset-store.port.js';

/** @throws AssetTooLargeError; AssetInvalidError when the bytes are of another format or size than they are said to be. */
export function checkPicture(
  { bytes, mediaType, width, height }: Pick<NewAsset, 'bytes' | 'mediaType' | 'width' | 'height'>,
  maxBytes: number,
): void {
  if (bytes.length > maxBytes) throw new AssetTooLargeError(maxBytes);
  const found = sizeOf(bytes, mediaType);
  if (found.type !== extensionOf(mediaType)) throw new AssetInvalidError(`the bytes are not ${mediaType}`);
  if (found.width !== width || found.height !== height) {
    throw new AssetInvalidError(`the picture does not have ${width} x ${height} pixels`);
  }
}

function sizeOf(bytes: Buffer, mediaType: AssetMediaType): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch {
    // The parser's own message would quote the bytes.
    throw new AssetInvalidError(`the bytes are not ${mediaType}`);
  }
}
