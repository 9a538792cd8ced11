import type { ProviderIdentity, VendorCallOptions, VendorUsage } from '../vendor/vendor-call.js';

export interface ImageRequest {
  /** At most 4,000 characters; a person's text in it is data, fenced by the caller. */
  readonly prompt: string;
  readonly size: '1024x1024' | '1536x1024' | '1024x1536';
  readonly quality: 'low' | 'medium' | 'high';
  /** Asks for a transparent ground. Not every model can: what came is in `hasTransparency`. */
  readonly isTransparent: boolean;
  /** Id and version of the prompt. */
  readonly promptId: string;
}

export const IMAGE_MEDIA_TYPES = ['image/png', 'image/webp', 'image/jpeg'] as const;
export type ImageMediaType = (typeof IMAGE_MEDIA_TYPES)[number];

export interface GeneratedImage extends ProviderIdentity {
  readonly bytes: Buffer;
  readonly mediaType: ImageMediaType;
  /** Pixels, as the bytes say. */
  readonly width: number;
  readonly height: number;
  readonly hasTransparency: boolean;
  readonly usage: VendorUsage;
}

/** Makes pictures. */
export abstract class ImageProvider {
  abstract readonly isConfigured: boolean;

  abstract describe(): ProviderIdentity;

  /** What the ledger keeps of an answer is an `ImageValue`.
   *  @throws VendorError of capability `image`; `moderated` when the vendor declines */
  abstract generate(request: ImageRequest, options: VendorCallOptions): Promise<GeneratedImage>;
}
