import type { TokenPrice } from '../../resilience/cost-shares.js';
import type { VendorUsage } from '../../vendor/vendor-call.js';
import type { ImageRequest } from '../image.port.js';

/** What we know of an image model. Prices are US dollars per million tokens, which is millionths of a dollar per token. */
export interface ImageModelFacts {
  readonly usdPerMillionTextTokens: number;
  readonly usdPerMillionImageTokens: number;
  /** Most tokens of one picture of any of our sizes, by quality. */
  readonly mostImageTokens: Readonly<Record<ImageRequest['quality'], number>>;
  /** Others answer a wish for a transparent ground with status 400. */
  readonly canBeTransparent: boolean;
}

/** Published for gpt-image-2 are 196, 1,756 and 7,024 tokens (1024x1024, its dearest size here); for the later models the
 *  vendor publishes no table, hence the reserve. Source: image generation guide, "Cost and latency", November 2026. */
const MOST_IMAGE_TOKENS = { low: 512, medium: 2_560, high: 9_216 } as const;

const CURRENT = {
  usdPerMillionTextTokens: 5,
  usdPerMillionImageTokens: 30,
  mostImageTokens: MOST_IMAGE_TOKENS,
} as const;

/** Source: the vendor's model pages, November 2026. */
const MODELS: Readonly<Record<string, ImageModelFacts>> = {
  'gpt-image-2.5-flare': { ...CURRENT, canBeTransparent: true },
  'gpt-image-2.5-sunburst': { ...CURRENT, canBeTransparent: true },
  // Transparency is a preview there, which an account may not have.
  'gpt-image-2': { ...CURRENT, canBeTransparent: false },
};

/** For a model that is not in the list the bound must still hold: nothing of the vendor's was dearer. */
const UNKNOWN_MODEL: ImageModelFacts = {
  usdPerMillionTextTokens: 10,
  usdPerMillionImageTokens: 40,
  mostImageTokens: MOST_IMAGE_TOKENS,
  canBeTransparent: false,
};

/** A dated snapshot is its model. */
export function knownImageModel(model: string): ImageModelFacts | null {
  return MODELS[model.replace(/-\d{4}-\d{2}-\d{2}$/, '')] ?? null;
}

export function canBeTransparent(model: string): boolean {
  return knownImageModel(model)?.canBeTransparent ?? false;
}

/** The most that one picture can cost, in millionths of a US dollar. A token has at least one byte. */
export function upperBoundMicroUsd(model: string, { prompt, quality }: ImageRequest): number {
  const facts = knownImageModel(model) ?? UNKNOWN_MODEL;
  return (
    Buffer.byteLength(prompt) * facts.usdPerMillionTextTokens +
    facts.mostImageTokens[quality] * facts.usdPerMillionImageTokens
  );
}

/** Of its tokens; null for a model that is not in the list. */
export function imageTokenPrice(model: string): TokenPrice | null {
  const facts = knownImageModel(model);
  if (facts === null) return null;
  return {
    input: facts.usdPerMillionTextTokens * 1_000_000,
    output: facts.usdPerMillionImageTokens * 1_000_000,
  };
}

/** In millionths of a US dollar; null when model or usage are unknown. */
export function costMicroUsd(model: string, usage: VendorUsage): number | null {
  const facts = knownImageModel(model);
  const { inputTokens, outputTokens } = usage;
  if (facts === null || inputTokens == null || outputTokens == null) return null;
  return inputTokens * facts.usdPerMillionTextTokens + outputTokens * facts.usdPerMillionImageTokens;
}
