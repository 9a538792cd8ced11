import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import type { ModelSimulator } from '../support/simulators/chat-model-harness.js';
import { openAiWire } from '../support/simulators/openai-simulator.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';

const START_MS = 120_000;
const PASSWORD = 'trois baobabs au bord du fleuve';
const NAME = 'Aïssatou Teraanga';
const PHONE = '+221 77 123 45 67';
const EMAIL = 'aissatou@teraanga.example';
const ORIGINALS = [NAME, 'Teraanga', PHONE, '77 123 45 67', EMAIL];
const IDEA = {
  language: 'fr',
  business_brief: {
    ...FRENCH_IDEAS[0]!.brief,
    business_name: 'Couture Teraanga',
    mission: `${NAME} coud des boubous à Thiès ; on commande au ${PHONE} ou à ${EMAIL}.`,
  },
};

describe('personal data on the way to vendors', () => {
  let model: ModelSimulator;
  let tavily: TavilySimulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    [model, tavily] = await Promise.all([
      VendorSimulator.start(openAiWire({ apiKey: 'sk-masked', keepMessages: true })),
      startTavilySimulator({ apiKey: 'tvly-masked' }),
    ]);
    installation = await Installation.create(configuredStores(), {
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: 'sk-masked',
      TAVILY_BASE_URL: tavily.url,
      TAVILY_API_KEY: 'tvly-masked',
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
      RECONCILE_EVERY_MS: '300',
    });
    await installation.startApi();
    const email = `aissatou.${crypto.randomUUID()}@example.com`;
    client = new ApiClient(installation.urls);
    await client.call('POST', '/api/v1/auth/register', { json: { email, name: NAME, password: PASSWORD } });
    await client.signIn(email, PASSWORD);
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([model.stop(), tavily.stop()]);
  }, START_MS);

  const toldToVendors = () => JSON.stringify([model.received(), tavily.received()]);

  async function aBrief() {
    const { brief_id } = await client.generate(IDEA);
    return brief_id;
  }

  it(
    'is a marker there and whole in the brief, also after the death of the worker that was told',
    async () => {
      const briefId = await aBrief();
      const dying = await installation.startWorker({ FAILPOINTS: 'content:after-call' });
      expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
      const before = model.received().length;
      expect(before).toBeGreaterThan(0);

      await installation.startWorker();
      await client.untilSettled(briefId, 60_000);
      const { content_generation, ...brief } = await client.brief(briefId);
      const { rows } = await installation.db.query<{ response: string }>(
        `SELECT response::text FROM provider_call WHERE run_id = $1 AND task = 'content' AND outcome = 'success'`,
        [(await client.status(briefId)).run_id],
      );

      expect(brief.agents['content']).toMatchObject({ status: 'success', provider: 'openai' });
      // What the model wrote says whom to call.
      expect(ORIGINALS.some((original) => JSON.stringify(rows).includes(original))).toBe(true);
      expect(JSON.stringify(content_generation)).toContain('Teraanga');
      expect(JSON.stringify([brief, content_generation, rows])).not.toMatch(/\[\[|_1\]/u);
      expect(toldToVendors()).toContain('[[PHONE_1]]');
      for (const original of ORIGINALS) expect(toldToVendors()).not.toContain(original);
      // Nothing was asked twice: what the dead worker was answered is read from the journal.
      expect(Object.values(model.ledger.finishedByKey()).filter((times) => times > 1)).toEqual([]);
    },
    START_MS,
  );

  it('is not told to the model of the coach, nor to a search by hand', async () => {
    model.reset();
    tavily.reset();
    const { body } = await client.call<{ session_id: string }>('POST', '/api/v1/coaching/start', {
      json: {},
    });
    const { body: turn } = await client.call('POST', '/api/v1/coaching/step', {
      json: {
        session_id: body.session_id,
        user_response: `Moi, ${NAME}, je veux habiller les enseignantes de Thiès ; mon numéro est ${PHONE}.`,
      },
    });
    await client.call('POST', '/api/v1/integrations/tavily/search', {
      json: { query: `couture Thiès ${EMAIL} ${NAME}` },
    });

    expect(model.received().length).toBeGreaterThan(0);
    expect(tavily.received().length).toBeGreaterThan(0);
    for (const original of ORIGINALS) expect(toldToVendors()).not.toContain(original);
    expect(JSON.stringify(turn)).not.toContain('[[');
  });

  it(
    'goes as it is where MODEL_MASK_PERSONAL_DATA is false',
    async () => {
      model.reset();
      await installation.startWorker({ MODEL_MASK_PERSONAL_DATA: 'false' });
      const seen = (): boolean => JSON.stringify(model.received()).includes(PHONE);
      for (let briefs = 0; briefs < 8 && !seen(); briefs += 1)
        await client.untilSettled(await aBrief(), 60_000);
      expect(seen()).toBe(true);
    },
    START_MS,
  );
});
