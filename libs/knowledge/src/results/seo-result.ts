import { z } from 'zod';
import { languageSchema, missingInformationSchema, text } from './common.js';

/** Search optimisation as it is stored and served. Source: `seo_optimization` of the former service. */
export const seoResultSchema = z.strictObject({
  primary_keywords: z.array(text).min(3).max(5),
  secondary_keywords: z.array(text).min(5).max(8),
  local_seo_strategy: z.strictObject({
    optimized_for: z.strictObject({ city: z.string().nullable(), country: z.string().nullable() }),
    local_keywords: z.array(text),
    google_business_profile_tips: z.array(text),
    citations: z.array(text),
  }),
  meta_tags: z.strictObject({
    title: text.max(60),
    description: text.min(50).max(160),
    'og:title': text,
    'og:description': text,
    'twitter:card': text,
    lang: languageSchema,
  }),
  heading_structure: z.strictObject({ h1: text, h2_sections: z.array(text).min(3).max(5) }),
  /** schema.org LocalBusiness or a subtype; holds only what is known. */
  structured_data: z.record(z.string(), z.unknown()),
  missing_information: missingInformationSchema,
});
export type SeoResult = z.infer<typeof seoResultSchema>;
