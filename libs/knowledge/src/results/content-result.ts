import { z } from 'zod';
import { languageSchema, missingInformationSchema, text } from './common.js';

const atMost = (length: number) => text.max(length);

export const homepageSchema = z.strictObject({
  hero_section: z.strictObject({
    title: atMost(60),
    subtitle: atMost(120),
    hero_paragraph: text,
    primary_cta: atMost(40),
    secondary_cta: atMost(40),
  }),
  value_proposition: z.strictObject({
    main_value: text,
    benefits: z.array(text).length(3),
    why_choose_us: text,
  }),
  /** Null unless the person gave a proof, a credential or a guarantee: these are never invented. */
  trust_elements: z.strictObject({
    social_proof: z.string().nullable(),
    credentials: z.string().nullable(),
    guarantee: z.string().nullable(),
  }),
  services_teaser: z.strictObject({ intro: text, highlights: z.array(text).max(3) }),
  cultural_adaptation: z.strictObject({
    local_references: z.array(text),
    community_focus: z.string().nullable(),
    language_tone: text,
  }),
});

export const aboutSchema = z.strictObject({
  story: z.strictObject({ opening: text, journey: text, mission_statement: text }),
  values: z.array(z.strictObject({ value: text, description: text })).length(3),
  team_intro: z.string().nullable(),
  community_impact: z.string().nullable(),
  call_to_action: text,
});

export const servicesSchema = z.strictObject({
  services: z.array(
    z.strictObject({
      name: text,
      description: text,
      benefits: z.array(text),
      use_cases: z.array(text),
      /** As the person gave it; null when no price was given for this service. */
      pricing_info: z.string().nullable(),
      cta: text,
    }),
  ),
  service_approach: text,
  guarantees: z.string().nullable(),
});

export const contactSchema = z.strictObject({
  intro: text,
  channels: z.array(
    z.strictObject({
      kind: z.enum(['phone', 'email', 'whatsapp', 'visit']),
      value: z.string().nullable(),
      label: text,
    }),
  ),
  location: z.strictObject({
    city: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
  }),
  hours: z.string().nullable(),
  form_fields: z.array(z.strictObject({ name: text, label: text, required: z.boolean() })),
  reply_promise: text,
});

export const seoMetadataSchema = z.strictObject({
  meta_title: text,
  meta_description: text,
  keywords: z.array(text),
  og_title: text,
  og_description: text,
  twitter_card: text,
  canonical_url: z.url().nullable(),
});

const keyedByLanguage = <T extends z.ZodType>(page: T) => z.partialRecord(languageSchema, page);

/** Site texts as they are stored: each page keyed by language. Source: `content_generation` of the former service. */
export const contentResultSchema = z.strictObject({
  homepage: keyedByLanguage(homepageSchema),
  about: keyedByLanguage(aboutSchema),
  services: keyedByLanguage(servicesSchema),
  contact: keyedByLanguage(contactSchema),
  /** Null until synthesis fills it from the seo agent's result. */
  seo_metadata: seoMetadataSchema.nullable(),
  languages_generated: z.array(languageSchema).min(1),
  primary_language: languageSchema,
  content_strategy: z.strictObject({ tone: text, audience: text, key_messages: z.array(text) }),
  generation_metadata: z.strictObject({ sections_generated: z.array(text), errors: z.array(z.string()) }),
  missing_information: missingInformationSchema,
});
export type ContentResult = z.infer<typeof contentResultSchema>;
export type Homepage = z.infer<typeof homepageSchema>;
export type AboutPage = z.infer<typeof aboutSchema>;
export type ServicesPage = z.infer<typeof servicesSchema>;
export type ContactPage = z.infer<typeof contactSchema>;
export type SeoMetadata = z.infer<typeof seoMetadataSchema>;
