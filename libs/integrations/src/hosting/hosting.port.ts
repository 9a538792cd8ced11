import type { JsonObject } from '@genesis/kernel';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';

/** A version of a brief, as it is handed over to become a website. */
export interface SiteToPublish {
  /** `<brief id>:<version>`: the platform's external reference and our idempotency key. */
  readonly reference: string;
  readonly briefId: string;
  readonly version: number;
  /** The owner's DigitalCloud360 id; null for users of our own. */
  readonly dc360UserId: string | null;
  /** What the website is made of: brief, content, logo, seo, template, metadata. */
  readonly payload: JsonObject;
  /** The site as static files, by path. */
  readonly files: readonly { readonly path: string; readonly mediaType: string; readonly bytes: Buffer }[];
}

export const HOSTED_SITE_STATUSES = ['pending', 'live', 'failed'] as const;

export interface HostedSite {
  /** The platform's id. */
  readonly id: string;
  readonly url: string | null;
  readonly status: (typeof HOSTED_SITE_STATUSES)[number];
}

/** Where websites are published. */
export abstract class HostingPlatform {
  abstract readonly isConfigured: boolean;

  abstract describe(): ProviderIdentity;

  /** The site that an earlier call made for this reference or brief, or null. Asked before every repetition.
   *  @throws VendorError of capability `hosting` */
  abstract find(
    site: Pick<SiteToPublish, 'reference' | 'briefId'>,
    options: VendorCallOptions,
  ): Promise<HostedSite | null>;

  /** @throws VendorError of capability `hosting` */
  abstract create(site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite>;

  /** Puts another version in the place of what is published. @throws VendorError of capability `hosting` */
  abstract update(siteId: string, site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite>;

  /** Null when the platform does not know it. @throws VendorError of capability `hosting` */
  abstract status(siteId: string, options: VendorCallOptions): Promise<HostedSite | null>;
}
