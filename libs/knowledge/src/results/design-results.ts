import { z } from 'zod';
import { hexColour, text } from './common.js';

const logoImage = z.strictObject({
  /** Name of the stored bytes: `<sha256>.svg` for our drawings, `<sha256>.png` (webp, jpg) for a picture. */
  asset_id: text,
  /** Of our drawings the workspace path, e.g. `/logo/logo.svg`, served by the files endpoint; of a picture its path from
   *  the root of the service, e.g. `/api/v1/assets/<asset_id>`. Never an address of a vendor. */
  url: text,
  mime: text,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  style: z.enum(['modern', 'minimalist', 'elegant', 'bold', 'traditional', 'creative', 'tech']),
  provider: text,
  model: z.string().nullable(),
  has_transparency: z.boolean(),
});

/** Logo block as it is stored and served. Source: `logo_creation` of the former service. */
export const logoResultSchema = z.strictObject({
  primary_logo: logoImage,
  alternatives: z.array(logoImage).max(2),
  color_palette: z.array(hexColour).min(3).max(5),
  brand_guidelines: z.strictObject({
    primary: hexColour,
    secondary: hexColour,
    accent: hexColour,
    fonts: z.array(text),
    usage_dos: z.array(text),
    usage_donts: z.array(text),
    clear_space: text,
  }),
  metadata: z.strictObject({ prompt_hash: z.string().nullable(), cached: z.boolean(), is_mock: z.boolean() }),
});
export type LogoResult = z.infer<typeof logoResultSchema>;

const template = z.strictObject({
  id: text,
  name: text,
  category: text,
  features: z.array(text),
  source: z.enum(['rule', 'theme', 'default']),
});

/** Template block as it is stored and served. Source: `template_selection` of the former service. */
export const templateResultSchema = z.strictObject({
  primary_template: template,
  alternatives: z
    .array(template.extend({ score: z.number().min(0).max(1) }))
    .min(2)
    .max(3),
  customizations: z.strictObject({
    colors: z.strictObject({ primary: hexColour, secondary: hexColour, accent: hexColour }),
    section_order: z.array(text),
    icons: z.array(text),
    cta_kind: text,
    fonts: z.array(text),
    theme: text,
  }),
});
export type TemplateResult = z.infer<typeof templateResultSchema>;
