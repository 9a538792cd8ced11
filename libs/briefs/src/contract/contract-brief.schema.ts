import { AGENT_NAMES } from '@genesis/agents';
import { z } from 'zod';
import { CONTRACT_STATUSES } from './contract-status.js';

const texts = z.array(z.string());
const agents = z.array(z.enum(AGENT_NAMES));
const moment = z.iso.datetime();
const object = z.record(z.string(), z.unknown());
/** A page by language code. */
const page = z.record(z.string(), object);

export const contractLocationSchema = z.strictObject({
  city: z.string().nullable(),
  country: z.string().nullable(),
  region: z.string().nullable(),
});

/** A brief as DigitalCloud360's contract 1.0.0 of 22 November 2025 has it. The block of an agent that delivered nothing
 *  is null, and so is a fact that nobody gave. `status`, `fallback_agents`, `derived_fields` and `missing_information` are
 *  additions of ours. */
export const contractBriefSchema = z.strictObject({
  brief_id: z.uuid(),
  user_id: z.number().int().positive(),
  coaching_session_id: z.string().nullable(),
  status: z.enum(CONTRACT_STATUSES),
  business_name: z.string(),
  vision: z.string(),
  mission: z.string(),
  target_audience: z.string(),
  differentiation: z.string(),
  sector: z.string(),
  location: contractLocationSchema,
  results: z.strictObject({
    research: z
      .strictObject({
        market_analysis: z.strictObject({
          market_size: z.string().nullable(),
          trends: texts,
          target_demographics: object,
        }),
        competitors: z.array(
          z.strictObject({
            name: z.string(),
            strengths: texts,
            weaknesses: texts,
            market_position: z.string().nullable(),
          }),
        ),
        opportunities: z.array(
          z.strictObject({ description: z.string(), potential: z.string(), timeline: z.string() }),
        ),
      })
      .nullable(),
    content: z.strictObject({ homepage: page, about: page, services: page, contact: page }).nullable(),
    logo: z
      .strictObject({
        url: z.string(),
        style: z.string(),
        colors: z.strictObject({ primary: z.string(), secondary: z.string(), accent: z.string() }),
      })
      .nullable(),
    seo: z
      .strictObject({
        meta_title: z.string(),
        meta_description: z.string(),
        keywords: texts,
        og_image: z.string().nullable(),
      })
      .nullable(),
    template: z
      .strictObject({ id: z.string(), name: z.string(), category: z.string(), features: texts })
      .nullable(),
  }),
  metadata: z.strictObject({
    confidence_score: z.number().min(0).max(1).nullable(),
    ready_for_website: z.boolean(),
    generation_time_seconds: z.number().nonnegative().nullable(),
    providers_used: z.strictObject({
      search: z.string().nullable(),
      llm: z.string().nullable(),
      image: z.string().nullable(),
    }),
    languages_available: texts,
    successful_agents: agents,
    failed_agents: agents,
    fallback_agents: agents,
    derived_fields: texts,
    missing_information: z.array(z.strictObject({ field: z.string(), question: z.string() })),
  }),
  timestamps: z.strictObject({ created_at: moment, updated_at: moment, expires_at: moment.nullable() }),
});
export type ContractBrief = z.infer<typeof contractBriefSchema>;
