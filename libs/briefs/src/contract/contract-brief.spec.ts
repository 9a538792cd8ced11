import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import { chooseTemplate, designLogo, writeContent, writeResearch, writeSeo } from '@genesis/knowledge';
import type { JsonObject } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resolveInput } from '../brief-input.js';
import type { AgentView, BriefView } from '../brief-reader.js';
import { type ContractView, toContractBrief } from './contract-brief.js';
import type { ContractUrls } from './contract-urls.js';
import { contractBriefSchema } from './contract-brief.schema.js';
import { aContractView } from './contract-view.fixture.js';

const GOLDEN = path.join(import.meta.dirname, 'contract-brief.golden.json');
const ROOT = '/api/v1/business-brief/0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const URLS: ContractUrls = {
  file: (file) => `${ROOT}/files${file}`,
  picture: (key) => `${ROOT}/pictures/${key}`,
};

describe('toContractBrief', () => {
  it('makes of one brief the same bytes as ever', async () => {
    const written = `${JSON.stringify(toContractBrief(aContractView(), URLS), null, 2)}\n`;

    expect(written).toBe(await readFile(GOLDEN, 'utf8'));
  });

  it('fits the schema with what the agents really write', () => {
    const brief = toContractBrief(withRealResults(), URLS);

    expect(contractBriefSchema.parse(brief)).toEqual(brief);
    expect(Object.values(brief.results)).not.toContain(null);
    expect(brief.results.logo?.url).toBe(`${ROOT}/files/logo/logo.svg`);
  });

  it.each(AGENT_NAMES)('has null for %s when it delivered nothing', (agent) => {
    for (const status of ['failed', 'skipped', 'cancelled', 'pending', 'running'] as const) {
      const brief = toContractBrief(with_(agent, { status }), URLS);

      expect(brief.results[agent]).toBeNull();
      expect(contractBriefSchema.safeParse(brief).success).toBe(true);
      expect(brief.metadata.successful_agents).not.toContain(agent);
    }
  });

  it('names what stood in for a vendor apart from what failed', () => {
    const { metadata } = toContractBrief(with_('research', { status: 'fallback' }), URLS);

    expect(metadata.fallback_agents).toEqual(['research']);
    expect(metadata.successful_agents).not.toContain('research');
    expect(metadata.failed_agents).toEqual([]);
  });

  it('has null for a stored block that it cannot read, instead of a part of it', () => {
    const view = aContractView();
    const brief = toContractBrief(
      { ...view, brief: { ...view.brief, seo_optimization: { meta_tags: { title: 'only' } } } },
      URLS,
    );

    expect(brief.results.seo).toBeNull();
  });

  it.each([
    ['a stored picture', '/api/v1/assets/abc.png', 'abc.png', `${ROOT}/pictures/abc.png`],
    ['a picture elsewhere', 'https://cdn.example/abc.png', 'x.png', 'https://cdn.example/abc.png'],
  ])('gives the platform an address that it can read: %s', (_, url, assetId, expected) => {
    const view = aContractView();
    const { primary_logo: mark } = view.brief.logo_creation as { primary_logo: JsonObject };
    const logo = { ...view.brief.logo_creation, primary_logo: { ...mark, url, asset_id: assetId } };
    const brief = toContractBrief({ ...view, brief: { ...view.brief, logo_creation: logo } }, URLS);

    expect(brief.results.logo?.url).toBe(expected);
  });

  it('names who drew the mark, not the model that chose its symbol', () => {
    const view = aContractView();
    const { primary_logo: mark } = view.brief.logo_creation as { primary_logo: JsonObject };
    const drawnBy = (provider: string) => {
      const logo = { ...view.brief.logo_creation, primary_logo: { ...mark, provider } };
      const brief = { ...view.brief, logo_creation: logo };
      return toContractBrief({ ...view, brief }, URLS).metadata.providers_used.image;
    };

    expect(view.brief.agents.logo.provider).toBe('openai');
    expect(drawnBy('knowledge')).toBe('knowledge');
    expect(drawnBy('openai-images')).toBe('openai-images');
  });

  it('guesses nothing of a brief that is still being made', () => {
    const view = aContractView();
    const agents = Object.fromEntries(
      AGENT_NAMES.map((agent) => [agent, { ...view.brief.agents[agent], status: 'pending', provider: null }]),
    ) as unknown as BriefView['agents'];
    const brief = toContractBrief(
      {
        ...view,
        finishedAt: null,
        generationMs: null,
        searchProvider: null,
        brief: { ...view.brief, status: 'in_progress', confidence: null, isReadyForWebsite: false, agents },
      },
      URLS,
    );

    expect(contractBriefSchema.safeParse(brief).success).toBe(true);
    expect(brief).toMatchObject({
      status: 'generating',
      results: { research: null, content: null, logo: null, seo: null, template: null },
      metadata: {
        confidence_score: null,
        generation_time_seconds: null,
        providers_used: { search: null, llm: null, image: null },
        languages_available: [],
      },
    });
  });
});

function with_(agent: AgentName, change: Partial<AgentView>): ContractView {
  const view = aContractView();
  const agents = { ...view.brief.agents, [agent]: { ...view.brief.agents[agent], ...change } };
  return { ...view, brief: { ...view.brief, agents } };
}

function withRealResults(): ContractView {
  const view = aContractView();
  const input = { ...resolveInput(view.brief.input.brief, 'fr'), results: {}, statuses: {} };
  const result = (written: { result: unknown }) => written.result as JsonObject;
  return {
    ...view,
    brief: {
      ...view.brief,
      market_research: result(writeResearch(input)),
      content_generation: result(writeContent(input)),
      logo_creation: result(designLogo(input)),
      seo_optimization: result(writeSeo(input)),
      template_selection: result(chooseTemplate(input)),
    },
  };
}
