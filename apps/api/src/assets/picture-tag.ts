import { parseAssetKey } from '@genesis/assets';

/** The strong entity tag of a picture, whose key names its content. */
export const pictureTag = (key: string): string => `"${parseAssetKey(key)?.sha256 ?? ''}"`;
