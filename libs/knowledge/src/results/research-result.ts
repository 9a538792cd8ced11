import { z } from 'zod';
import { impactSchema, missingInformationSchema, text } from './common.js';

const marketSize = z.strictObject({
  /** Null when no source gives a size: an invented figure is worse than none. */
  estimation: z.string().nullable(),
  /** ISO 4217; null when the country is unknown. */
  currency: z.string().length(3).nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  year: z.number().int().nullable(),
  confidence_level: z.enum(['haute', 'moyenne', 'faible']),
  growth_potential: z.string().nullable(),
  market_maturity: z.enum(['émergent', 'en croissance', 'mature']).nullable(),
  market_segment: text,
});

const competitor = z.strictObject({
  /** Null for a kind of rival; a name needs a source. */
  name: z.string().nullable(),
  kind: text,
  strengths: z.array(text).min(1),
  weaknesses: z.array(text).min(1),
  market_position: z.string().nullable(),
  url: z.url().nullable(),
  sources: z.array(z.url()),
});

const opportunity = z.strictObject({
  opportunity: text,
  potential_impact: impactSchema,
  difficulty: impactSchema,
  timeframe: text,
  sources: z.array(z.url()),
});

/** Market research as it is stored and served. Source: public shape of the former service (`market_research`). */
export const researchResultSchema = z.strictObject({
  market_size: marketSize,
  competitors: z.array(competitor).min(1).max(5),
  opportunities: z.array(opportunity).min(3).max(5),
  pricing: z.strictObject({
    /** Only from prices that the person gave, or from a cited source. */
    average_price_range: z
      .strictObject({
        /** Null where the person named no lower or no upper end, e.g. "from 8,000 naira". */
        low: z.number().nullable(),
        high: z.number().nullable(),
        currency: z.string().length(3).nullable(),
        unit: z.string().nullable(),
      })
      .nullable(),
    pricing_model: text,
    price_sensitivity: impactSchema,
    examples: z.array(text),
  }),
  cultural_insights: z.array(text),
  differentiation_suggestions: z.array(text).min(1),
  risk_factors: z.array(text).min(1),
  success_factors: z.array(text).min(1),
  trends: z.array(text),
  target_demographics: z.strictObject({
    description: text,
    place: z.string().nullable(),
    age_range: z.string().nullable(),
    budget: z.string().nullable(),
    channels: z.array(text),
  }),
  search_metadata: z.strictObject({
    timestamp: z.iso.datetime().nullable(),
    sources_consulted: z.number().int().min(0),
    sources: z.array(z.strictObject({ title: text, url: z.url(), date: z.string().nullable() })),
    search_failures: z.array(z.string()),
    credits: z.number().min(0),
  }),
  missing_information: missingInformationSchema,
});
export type ResearchResult = z.infer<typeof researchResultSchema>;
