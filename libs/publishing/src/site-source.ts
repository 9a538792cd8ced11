import { AssetStore } from '@genesis/assets';
import { BriefReader, type BriefView, contractMarkUrl, contractUrls } from '@genesis/briefs';
import { AppSettings } from '@genesis/config';
import type { SiteToPublish } from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import { assertSafeSvg, type LogoResult, logoResultSchema } from '@genesis/knowledge';
import { Artifacts } from '@genesis/runs';
import { Injectable } from '@nestjs/common';
import type { ClaimedPublication } from './publication-store.js';
import { renderSite } from './site/render-site.js';
import { type SiteLogo, siteOf } from './site/site.js';

const SVG = 'image/svg+xml';

/** Makes a website of a stored version of a brief. */
@Injectable()
export class SiteSource {
  constructor(
    private readonly briefs: BriefReader,
    private readonly artifacts: Artifacts,
    private readonly assets: AssetStore,
    private readonly settings: AppSettings,
  ) {}

  /** @throws BriefNotFoundError; AppError BRIEF_INCOMPLETE */
  async load(publication: ClaimedPublication): Promise<SiteToPublish> {
    const { briefId, version, ownerId, reference, dc360UserId } = publication;
    const view = await this.briefs.find(briefId, ownerId, version);
    const site = siteOf(view.input.brief.business_name, view, await this.logoOf(view));
    return {
      reference,
      briefId,
      version,
      dc360UserId,
      payload: this.payloadOf(view),
      files: renderSite(site),
    };
  }

  /** The drawing among the version's files, or the stored picture; null where there is none any more. */
  private async logoOf(view: BriefView): Promise<SiteLogo | null> {
    const logo = logoResultSchema.safeParse(view.logo_creation).data?.primary_logo;
    if (logo === undefined) return null;
    const { width, height } = logo;
    if (logo.mime !== SVG) {
      const picture = await this.assets.read(logo.asset_id);
      return picture && { bytes: picture.bytes, mediaType: picture.mediaType, width, height };
    }
    const drawing = await this.artifacts.find(view.briefId, view.version, logo.url);
    if (drawing === null) return null;
    // It is our own, and it is about to be shown by somebody else's server.
    assertSafeSvg(drawing.content);
    return { bytes: Buffer.from(drawing.content), mediaType: SVG, width, height };
  }

  /** What the platform is told of a website: the brief and its blocks, under the names of the contract. */
  private payloadOf(view: BriefView): JsonObject {
    return {
      business_brief: view.input.brief as unknown as JsonObject,
      content: view.content_generation,
      logo: this.logoBlockOf(view),
      seo: view.seo_optimization,
      template: view.template_selection,
      metadata: {
        version: view.version,
        language: view.input.language,
        confidence_score: view.confidence,
        created_at: view.createdAt.toISOString(),
      },
    };
  }

  /** The owner's addresses of marks are closed to the platform: it is told those of its own routes. */
  private logoBlockOf({ logo_creation: stored, briefId }: BriefView): JsonObject | null {
    const logo = logoResultSchema.safeParse(stored).data;
    if (logo === undefined) return stored;
    const urls = contractUrls(this.settings.apiPrefix, briefId);
    const forPlatform = (mark: LogoResult['primary_logo']) => ({ ...mark, url: contractMarkUrl(mark, urls) });
    return {
      ...logo,
      primary_logo: forPlatform(logo.primary_logo),
      alternatives: logo.alternatives.map(forPlatform),
    };
  }
}
