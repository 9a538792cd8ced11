import {
  type AboutPage,
  type ContactPage,
  contentResultSchema,
  type Homepage,
  type Language,
  logoResultSchema,
  type SeoMetadata,
  seoResultSchema,
  type ServicesPage,
  templateResultSchema,
} from '@genesis/knowledge';
import { AppError, type JsonObject } from '@genesis/kernel';

export interface SiteColours {
  /** Each #RRGGBB. */
  readonly primary: string;
  readonly secondary: string;
  readonly accent: string;
}

export interface SiteLogo {
  readonly bytes: Buffer;
  readonly mediaType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The pages of one language; null where its text was not written. */
export interface SiteTexts {
  readonly home: Homepage;
  readonly about: AboutPage | null;
  readonly services: ServicesPage | null;
  readonly contact: ContactPage | null;
}

/** A website before it is drawn. */
export interface Site {
  readonly businessName: string;
  readonly primaryLanguage: Language;
  readonly texts: ReadonlyMap<Language, SiteTexts>;
  readonly metadata: SeoMetadata | null;
  /** schema.org, as the seo agent wrote it; null without one. */
  readonly structuredData: JsonObject | null;
  readonly colours: SiteColours;
  readonly logo: SiteLogo | null;
}

/** What of a brief's version a website is made of: the stored blocks, under their public names. */
export interface SiteBlocks {
  readonly content_generation: JsonObject | null;
  readonly logo_creation: JsonObject | null;
  readonly seo_optimization: JsonObject | null;
  readonly template_selection: JsonObject | null;
}

const PLAIN_COLOURS: SiteColours = { primary: '#1F4E79', secondary: '#334155', accent: '#B45309' };

/** Without texts there is no website; colours, logo and metadata have plain substitutes.
 *  @throws AppError BRIEF_INCOMPLETE (invalid) when the texts are not there */
export function siteOf(businessName: string, blocks: SiteBlocks, logo: SiteLogo | null): Site {
  const content = contentResultSchema.safeParse(blocks.content_generation).data;
  const texts = new Map<Language, SiteTexts>();
  for (const language of content?.languages_generated ?? []) {
    const home = content?.homepage[language];
    if (content === undefined || home === undefined) continue;
    texts.set(language, {
      home,
      about: content.about[language] ?? null,
      services: content.services[language] ?? null,
      contact: content.contact[language] ?? null,
    });
  }
  const [first] = texts.keys();
  if (content === undefined || first === undefined) {
    throw new AppError({
      code: 'BRIEF_INCOMPLETE',
      kind: 'invalid',
      message: 'the version has no texts for a website',
      details: { fields: ['content_generation'] },
    });
  }
  const seo = seoResultSchema.safeParse(blocks.seo_optimization).data;
  return {
    businessName,
    primaryLanguage: texts.has(content.primary_language) ? content.primary_language : first,
    texts,
    metadata: content.seo_metadata,
    structuredData: seo === undefined ? null : (seo.structured_data as JsonObject),
    colours: coloursOf(blocks),
    logo,
  };
}

function coloursOf({ template_selection, logo_creation }: SiteBlocks): SiteColours {
  const template = templateResultSchema.safeParse(template_selection).data;
  if (template !== undefined) return template.customizations.colors;
  return logoResultSchema.safeParse(logo_creation).data?.brand_guidelines ?? PLAIN_COLOURS;
}
