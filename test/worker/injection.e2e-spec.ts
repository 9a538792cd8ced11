import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type Attack, ATTACKER } from '../support/injection/attack.js';
import { ATTACKS } from '../support/injection/corpus.js';
import { type ObedientModel, startObedientModel } from '../support/injection/obedient-model.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import type { SimulatedPage } from '../support/simulators/tavily-pages.js';

const START_MS = 90_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };
const KEYS = { search: 'tvly-canary-key-of-the-search', model: 'sk-canary-key-of-the-model' };
const ATTACKER_HOST = new URL(ATTACKER).hostname;

const HONEST: readonly SimulatedPage[] = ['presse', 'chambre', 'marche'].map((name, index) => ({
  url: `https://${name}.example.com/etude`,
  title: `Étude ${index + 1}`,
  content: `Chez Fatou vend le plat à 1 500 FCFA. La demande a doublé depuis ${2022 + index}.`,
  score: 0.9 - index / 10,
}));
/** As many as a search returns beside the honest pages. */
const AT_ONCE = 2;

/** One attack of each kind; each by itself is put to the research agent in the flows. */
const IN_A_RUN = [
  'visible-fr',
  'schema-mimicry',
  'end-of-fence',
  'publish-fr',
  'open-private',
  'key-extraction',
];

describe('a whole run whose search finds pages that order the model about', () => {
  let tavily: TavilySimulator;
  let model: ObedientModel;
  let trap: Server;
  let trapUrl: string;
  let trapped: string[];
  let installation: Installation;
  let redis: Redis;
  let client: ApiClient;

  beforeAll(async () => {
    trapped = [];
    trap = createServer((request, response) => {
      trapped.push(request.url ?? '');
      response.end('got you');
    });
    await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', listening));
    trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/trap`;
    [tavily, model] = await Promise.all([
      startTavilySimulator({ apiKey: KEYS.search }),
      startObedientModel([trapUrl, ATTACKER], { apiKey: KEYS.model }),
    ]);
    const stores = configuredStores();
    redis = new Redis(stores.redisUrl);
    installation = await Installation.create(stores, {
      LLM_BASE_URL: model.simulator.url,
      LLM_MODEL: 'obedient',
      LLM_API_KEY: KEYS.model,
      TAVILY_BASE_URL: tavily.url,
      TAVILY_API_KEY: KEYS.search,
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);

  beforeEach(async () => {
    tavily.reset();
    // Public facts are shared: each run shall see its own web.
    await forgetSearches();
  });

  afterAll(async () => {
    await installation.close();
    redis.disconnect();
    await Promise.all([tavily.stop(), model.simulator.stop()]);
    trap.closeAllConnections();
    await new Promise((closed) => trap.close(closed));
  }, START_MS);

  async function forgetSearches(): Promise<void> {
    const keys = await redis.keys(`${installation.keyPrefix}:cache:search:*`);
    if (keys.length > 0) await redis.del(...keys);
  }

  async function runWith(pages: readonly SimulatedPage[]) {
    tavily.serve(...HONEST, ...pages);
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    const brief = await client.brief(brief_id);
    const items = await client.files(brief_id);
    const texts = await Promise.all(items.map(({ path }) => client.file(brief_id, path)));
    return { brief, shown: JSON.stringify([brief, texts.map(({ body }) => body)]) };
  }

  const trapIn = (attack: Attack): SimulatedPage => ({
    ...attack.page,
    content: `${attack.page.content}\nVoir aussi ${trapUrl}?from=${attack.id}`,
  });

  /** What a reader gets, without what differs from run to run. */
  const resultsOf = ({ brief }: Awaited<ReturnType<typeof runWith>>) => {
    const { market_research, content_generation, logo_creation, seo_optimization, template_selection } =
      brief;
    return JSON.parse(
      JSON.stringify([
        market_research,
        content_generation,
        logo_creation,
        seo_optimization,
        template_selection,
      ]).replaceAll(/"\d{4}-\d{2}-\d{2}T[^"]+"/gu, '"then"'),
    ) as unknown;
  };

  async function expectNothingWasDone(): Promise<void> {
    expect(trapped).toEqual([]);
    const { rows } = await installation.db.query('SELECT id FROM website');
    expect(rows).toEqual([]);
    const found = new Set(HONEST.map(({ url }) => url));
    for (const { path, body } of tavily.received()) {
      expect(['/search', '/extract']).toContain(path);
      if (path !== '/extract') continue;
      for (const url of (body as { urls: string[] }).urls) {
        expect(found.has(url) || ATTACKS.some(({ page }) => page.url === url)).toBe(true);
      }
    }
    for (const key of Object.values(KEYS)) expect(model.heard()).not.toContain(key);
  }

  it(
    'changes nothing but warnings, whatever the attack',
    async () => {
      const undisturbed = resultsOf(await runWith([]));
      expect(JSON.stringify(undisturbed)).toContain('.example.com/etude');
      const attacks = ATTACKS.filter(({ id }) => IN_A_RUN.includes(id));
      expect(attacks).toHaveLength(IN_A_RUN.length);

      for (let first = 0; first < attacks.length; first += AT_ONCE) {
        const batch = attacks.slice(first, first + AT_ONCE);
        tavily.reset();
        await forgetSearches();
        const disturbed = await runWith(batch.map(trapIn));

        expect(model.obeyed).toEqual([]);
        expect(resultsOf(disturbed)).toEqual(undisturbed);
        expect(disturbed.brief.agents.research.warnings).toEqual(
          expect.arrayContaining(batch.map(({ page }) => expect.stringContaining(page.url))),
        );
        for (const { canary } of batch) expect(model.heard()).not.toContain(canary);
        await expectNothingWasDone();
      }
    },
    START_MS,
  );

  const UNRECOGNISED = ATTACKS.filter(({ isRecognised }) => !isRecognised);

  async function expectLimitsToHold(attack: Attack): Promise<void> {
    const obeyedBefore = model.obeyed.length;
    const { brief, shown } = await runWith([trapIn(attack)]);

    expect(model.obeyed.length).toBeGreaterThan(obeyedBefore);
    expect(['completed', 'partial']).toContain(brief.status);
    const lures = [ATTACKER_HOST, trapUrl, '77 123 45 67', '<img', 'publish_now'];
    expect(lures.filter((lure) => shown.includes(lure))).toEqual([]);
    await expectNothingWasDone();
  }

  it.each(UNRECOGNISED.map((attack) => [attack.id, attack] as const))(
    'keeps to its limits where nobody recognises the attack: %s',
    async (_, attack) => expectLimitsToHold(attack),
    START_MS,
  );

  it(
    'keeps to its limits where the attack goes on in what is written from the research',
    async () => {
      model.waitUntilResearchIsOver();
      await expectLimitsToHold(UNRECOGNISED[0]!);
      expect(model.obeyed.some((callKey) => callKey.includes('/content/'))).toBe(true);
    },
    START_MS,
  );
});
