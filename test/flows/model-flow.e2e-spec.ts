import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AGENT_NAMES } from '@genesis/agents';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';

const START_MS = 90_000;
const API_KEY = 'sk-of-the-flow';
const MODEL_AGENTS = ['research', 'content', 'logo', 'seo'] as const;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };

describe('the main flow with a chat model', () => {
  let simulator: ChatSimulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    simulator = await ChatSimulator.start({ latencyMs: { min: 20, max: 120 }, apiKey: API_KEY });
    installation = await Installation.create(configuredStores(), {
      LLM_BASE_URL: simulator.url,
      LLM_MODEL: 'simulated-chat',
      LLM_API_KEY: API_KEY,
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);

  beforeEach(() => simulator.reset());

  afterAll(async () => {
    await installation.close();
    await simulator.stop();
  }, START_MS);

  async function generate() {
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    return client.brief(brief_id);
  }

  it('says of each result which model wrote it', async () => {
    const brief = await generate();

    expect(brief).toMatchObject({ status: 'completed', is_ready_for_website: true });
    for (const agent of MODEL_AGENTS) {
      expect(brief.agents[agent]).toMatchObject({
        status: 'success',
        provider: 'openai-compatible',
        model: 'simulated-chat',
        warnings: [],
      });
    }
    expect(brief.agents.template).toMatchObject({ status: 'success', provider: 'knowledge' });
  });

  it('makes each call once and records it, with its tokens', async () => {
    const { brief_id } = await generate();
    const { run_id } = await client.status(brief_id);
    const { rows } = await installation.db.query<{ key: string; attempts: number; tokens: number }>(
      `SELECT run_id || '/' || task || '/' || call_key AS key, attempts, (usage->>'output_tokens')::int AS tokens
         FROM provider_call WHERE run_id = $1`,
      [run_id],
    );

    expect(simulator.ledger.finishedByKey()).toEqual(Object.fromEntries(rows.map(({ key }) => [key, 1])));
    expect(rows.every(({ attempts, tokens }) => attempts === 1 && tokens > 0)).toBe(true);
    const { items } = await client.events(brief_id);
    expect(items.filter((event) => event.type === 'call.finished')).toHaveLength(rows.length);
  });

  it('lets the knowledge engine stand in for a model that fails, and says so', async () => {
    simulator.script({ behaviour: { kind: 'status', status: 500 }, times: null, callKeyIncludes: '/logo/' });
    const brief = await generate();

    expect(brief).toMatchObject({ status: 'partial', fallback_agents: ['logo'], failed_agents: [] });
    expect(brief.agents.logo).toMatchObject({ status: 'fallback', provider: 'knowledge' });
    expect(brief.agents.logo.warnings).toHaveLength(1);
    expect(brief.logo_creation).not.toBeNull();
    expect(brief.agents.content.status).toBe('success');
  });

  it('delivers everything when the model is down altogether', async () => {
    simulator.script({ behaviour: { kind: 'status', status: 401 }, times: null });
    const brief = await generate();

    expect(brief).toMatchObject({ status: 'partial', fallback_agents: MODEL_AGENTS, failed_agents: [] });
    for (const agent of MODEL_AGENTS) expect(brief.agents[agent].warnings.length).toBeGreaterThan(0);
    expect(AGENT_NAMES.every((agent) => brief.agents[agent].error === null)).toBe(true);
  });

  it('waits and asks again where the vendor asks for patience', async () => {
    simulator.script({ kind: 'rate_limited', retryAfter: '1' });
    const brief = await generate();

    expect(brief).toMatchObject({ status: 'completed', fallback_agents: [] });
    expect(simulator.ledger.entries.filter((call) => call.status === 429)).toHaveLength(1);
  });

  it('keeps nothing of an answer that stays unusable', async () => {
    simulator.script({ behaviour: { kind: 'broken_json' }, times: null, callKeyIncludes: '/seo/' });
    const brief = await generate();

    expect(brief.agents.seo).toMatchObject({ status: 'fallback', provider: 'knowledge' });
    expect(brief.seo_optimization).not.toBeNull();
  });

  it('has kept every invariant of runs meanwhile', async () => {
    expect(await runViolations(installation.db)).toEqual([]);
  });
});
