import { AGENT_NAMES, type AgentName, BLOCK_OF_AGENT, isUsable } from '@genesis/agents';
import type { BriefLocation } from '@genesis/knowledge';
import type { TaskStatus } from '@genesis/runs';
import { z } from 'zod';
import type { BriefView } from '../brief-reader.js';
import type { ContractBrief } from './contract-brief.schema.js';
import { contractStatus } from './contract-status.js';
import { contractMarkUrl, type ContractUrls } from './contract-urls.js';

/** A brief of one of DigitalCloud360's people, with what its contract wants to know beyond what is shown to the owner. */
export interface ContractView {
  readonly brief: BriefView;
  readonly dc360UserId: string;
  /** Of the version; null until its run has ended. */
  readonly finishedAt: Date | null;
  /** From the start of the version to its end; null until then. */
  readonly generationMs: number | null;
  /** Who answered the last search of the version's run; null where nothing was searched. */
  readonly searchProvider: string | null;
}

/** A brief in the words of the contract. */
export function toContractBrief(view: ContractView, urls: ContractUrls): ContractBrief {
  const { brief } = view;
  const { input } = brief;
  const content = blockOf(brief, 'content', contentBlock);
  const logo = blockOf(brief, 'logo', logoBlock);
  return {
    brief_id: brief.briefId,
    user_id: Number(view.dc360UserId),
    coaching_session_id: input.coaching?.session_id ?? null,
    status: contractStatus(brief.status),
    business_name: input.brief.business_name,
    vision: input.brief.vision,
    mission: input.brief.mission,
    target_audience: input.brief.target_audience,
    differentiation: input.brief.differentiation,
    sector: input.brief.sector,
    location: contractLocation(input.brief.location),
    results: {
      research: researchOf(brief),
      content: content && {
        homepage: content.homepage,
        about: content.about,
        services: content.services,
        contact: content.contact,
      },
      logo: logo && logoOf(logo, urls),
      seo: seoOf(brief),
      template: blockOf(brief, 'template', templateBlock)?.primary_template ?? null,
    },
    metadata: {
      confidence_score: rounded(brief.confidence),
      ready_for_website: brief.isReadyForWebsite,
      generation_time_seconds: view.generationMs === null ? null : Math.round(view.generationMs / 100) / 10,
      providers_used: {
        search: view.searchProvider,
        llm: brief.agents.content.provider,
        // Who drew it: the agent's provider may be a language model that chose among our own drawings.
        image: logo?.primary_logo.provider ?? null,
      },
      languages_available: content?.languages_generated ?? [],
      successful_agents: agentsThat(brief, ['success']),
      failed_agents: agentsThat(brief, ['failed', 'skipped']),
      fallback_agents: agentsThat(brief, ['fallback']),
      derived_fields: [...(input.derived ?? [])],
      missing_information: brief.missingInformation.map(({ field, question }) => ({ field, question })),
    },
    timestamps: {
      created_at: brief.createdAt.toISOString(),
      updated_at: brief.updatedAt.toISOString(),
      expires_at: brief.expiresAt?.toISOString() ?? null,
    },
  };
}

/** A place of which nothing is guessed. */
export function contractLocation({ city, country, region }: BriefLocation): ContractBrief['location'] {
  return { city: city ?? null, country: country ?? null, region: region ?? null };
}

/** The column is a 4-byte float: 0.86 comes back as 0.86000001. */
export function rounded(confidence: number | null): number | null {
  return confidence === null ? null : Math.round(confidence * 100) / 100;
}

function researchOf(brief: BriefView): ContractBrief['results']['research'] {
  const research = blockOf(brief, 'research', researchBlock);
  return (
    research && {
      market_analysis: {
        market_size: research.market_size.estimation,
        trends: research.trends,
        target_demographics: research.target_demographics,
      },
      competitors: research.competitors.map(({ name, kind, strengths, weaknesses, market_position }) => ({
        name: name ?? kind,
        strengths,
        weaknesses,
        market_position,
      })),
      opportunities: research.opportunities.map(({ opportunity, potential_impact, timeframe }) => ({
        description: opportunity,
        potential: potential_impact,
        timeline: timeframe,
      })),
    }
  );
}

function logoOf(
  { primary_logo: mark, brand_guidelines: colours }: z.infer<typeof logoBlock>,
  urls: ContractUrls,
): NonNullable<ContractBrief['results']['logo']> {
  return {
    url: contractMarkUrl(mark, urls),
    style: mark.style,
    colors: { primary: colours.primary, secondary: colours.secondary, accent: colours.accent },
  };
}

function seoOf(brief: BriefView): ContractBrief['results']['seo'] {
  const seo = blockOf(brief, 'seo', seoBlock);
  return (
    seo && {
      meta_title: seo.meta_tags.title,
      meta_description: seo.meta_tags.description,
      keywords: [...seo.primary_keywords, ...seo.secondary_keywords],
      og_image: seo.meta_tags['og:image'] ?? null,
    }
  );
}

/** Null where the agent delivered nothing, or nothing that the contract has a place for. */
function blockOf<T>(brief: BriefView, agent: AgentName, schema: z.ZodType<T>): T | null {
  if (!isUsable(brief.agents[agent].status)) return null;
  return schema.safeParse(brief[BLOCK_OF_AGENT[agent]]).data ?? null;
}

function agentsThat({ agents }: BriefView, statuses: readonly TaskStatus[]): AgentName[] {
  return AGENT_NAMES.filter((agent) => statuses.includes(agents[agent].status));
}

// What is read of the stored blocks, which may be older than the code.
const texts = z.array(z.string());
const page = z.record(z.string(), z.record(z.string(), z.unknown()));
const researchBlock = z.object({
  market_size: z.object({ estimation: z.string().nullable() }),
  trends: texts,
  target_demographics: z.record(z.string(), z.unknown()),
  competitors: z.array(
    z.object({
      name: z.string().nullable(),
      kind: z.string(),
      strengths: texts,
      weaknesses: texts,
      market_position: z.string().nullable(),
    }),
  ),
  opportunities: z.array(
    z.object({ opportunity: z.string(), potential_impact: z.string(), timeframe: z.string() }),
  ),
});
const contentBlock = z.object({
  homepage: page,
  about: page,
  services: page,
  contact: page,
  languages_generated: texts,
});
const logoBlock = z.object({
  primary_logo: z.object({
    url: z.string(),
    asset_id: z.string(),
    style: z.string(),
    provider: z.string().optional(),
  }),
  brand_guidelines: z.object({ primary: z.string(), secondary: z.string(), accent: z.string() }),
});
const seoBlock = z.object({
  primary_keywords: texts,
  secondary_keywords: texts,
  meta_tags: z.object({ title: z.string(), description: z.string(), 'og:image': z.string().optional() }),
});
const templateBlock = z.object({
  primary_template: z.object({ id: z.string(), name: z.string(), category: z.string(), features: texts }),
});
