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
  /** Of what is published there; null where the platform does not say. */
  readonly reference: string | null;
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

  /** Sends one request and never repeats it by itself: between two tries the caller asks `find`. A site that is there
   *  already is a success. @throws VendorError of capability `hosting`;
   *  AppError BRIEF_INCOMPLETE (invalid, `fields` in its details) when the platform misses something */
  abstract create(site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite>;

  /** Puts another version in the place of what is published. Safe to repeat.
   *  @throws VendorError of capability `hosting`, `not_found` when the platform does not know the site;
   *  AppError BRIEF_INCOMPLETE as `create` */
  abstract update(siteId: string, site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite>;

  /** Null when the platform does not know it. @throws VendorError of capability `hosting` */
  abstract status(siteId: string, options: VendorCallOptions): Promise<HostedSite | null>;

  /** Takes the website of a brief down, with what tries that died have left of it. Repeatable.
   *  @returns false where the platform has no call for that: then whoever runs it has to be asked
   *  @throws VendorError of capability `hosting` */
  abstract remove(briefId: string, options: VendorCallOptions): Promise<boolean>;
}
