import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';

const START_MS = 90_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };

describe('a brief whose research goes to the web', () => {
  let tavily: TavilySimulator;
  let model: ChatSimulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    [tavily, model] = await Promise.all([
      startTavilySimulator(),
      ChatSimulator.start({ latencyMs: { min: 5, max: 20 } }),
    ]);
    installation = await Installation.create(configuredStores(), {
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'simulated-chat',
      TAVILY_BASE_URL: tavily.url,
      TAVILY_API_KEY: 'tvly-of-the-flow',
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([tavily.stop(), model.stop()]);
  }, START_MS);

  it('names the pages it has read, and records every search', async () => {
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    const brief = await client.brief(brief_id);
    const { run_id } = await client.status(brief_id);

    expect(brief.agents.research).toMatchObject({ status: 'success', provider: 'openai-compatible' });
    expect(brief.market_research).toMatchObject({
      search_metadata: {
        timestamp: expect.any(String),
        sources: expect.arrayContaining([
          expect.objectContaining({ url: expect.stringMatching(/^https:/u) }),
        ]),
      },
    });
    const { rows } = await installation.db.query<{ key: string }>(
      `SELECT run_id || '/' || task || '/' || call_key AS key FROM provider_call
        WHERE run_id = $1 AND capability = 'search' ORDER BY 1`,
      [run_id],
    );
    expect(rows.map(({ key }) => key)).toEqual(
      tavily
        .received()
        .map(({ callKey }) => callKey)
        .sort(),
    );
    const { rows: files } = await installation.db.query<{ path: string }>(
      `SELECT path FROM artifact WHERE path LIKE '/research/%' ORDER BY 1`,
    );
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['/research/sources.json', '/research/todos.md']));
    expect(paths.filter((path) => path.startsWith('/research/pages'))).toEqual([]);
  });

  it('has kept every invariant of runs meanwhile', async () => {
    expect(await runViolations(installation.db)).toEqual([]);
  });
});
