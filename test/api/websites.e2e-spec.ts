import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  WebsitePublishedResponse,
  WebsiteRequestedResponse,
  WebsiteResponse,
} from '../../apps/api/src/websites/dto/website.responses.js';
import { type ApiClient, UnexpectedAnswer } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';

const CREATE = '/api/v1/business/website/create';
const WEBSITE = '/api/v1/business/website';
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };
const START_MS = 180_000;

/** What the error says of itself, for an answer that shall be one. */
async function problemOf(call: Promise<unknown>): Promise<UnexpectedAnswer> {
  try {
    await call;
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}

describe('websites', () => {
  let dc360: Dc360Simulator;
  let installation: Installation;
  let awa: ApiClient;
  let binta: ApiClient;
  let briefId: string;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    installation = await Installation.create(configuredStores(), {
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      PUBLISH_WAIT_S: '8',
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    [awa, binta] = await Promise.all([installation.client().signUp(), installation.client().signUp()]);
    briefId = await aFinishedBrief();
  }, START_MS);

  beforeEach(() => dc360.reset());

  afterAll(async () => {
    await installation.close();
    await dc360.stop();
  });

  async function aFinishedBrief(): Promise<string> {
    const { brief_id } = await awa.generate(IDEA);
    await awa.untilSettled(brief_id);
    return brief_id;
  }

  const create = (body: object, headers: Record<string, string> = {}, as = awa) =>
    as.call<WebsitePublishedResponse>('POST', CREATE, { json: body, headers });
  const status = async (websiteId: string, as = awa) =>
    (await as.call<WebsiteResponse>('GET', `${WEBSITE}/${websiteId}/status`)).body;

  it('publishes a brief and answers 201 with its address', async () => {
    const answer = await create({ brief_id: briefId });

    const [site] = dc360.websites;
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      success: true,
      message: expect.any(String),
      timestamp: expect.any(Number),
      data: {
        brief_id: briefId,
        url: site?.url,
        status: 'published',
        version: 1,
        live_version: 1,
        error: null,
      },
    });
    expect(answer.headers.get('location')).toBe(`${WEBSITE}/${answer.body.data.website_id}/status`);
    expect(await status(answer.body.data.website_id)).toEqual(answer.body.data);
  });

  it('answers the same to everybody who asks for the same', async () => {
    const other = await aFinishedBrief();
    const key = randomUUID();

    const answers = await Promise.all([
      create({ brief_id: other }),
      create({ brief_id: other }),
      create({ brief_id: other }, { 'idempotency-key': key }),
    ]);
    const replayed = await create({ brief_id: other }, { 'idempotency-key': key });

    const ids = [...answers, replayed].map(({ body }) => body.data.website_id);
    expect(new Set(ids).size).toBe(1);
    expect(replayed.headers.get('idempotent-replayed')).toBe('true');
    expect(dc360.websites).toHaveLength(1);
  });

  it('answers 202 with where to look when asked to, and the publication goes on', async () => {
    const other = await aFinishedBrief();
    const answer = await awa.call<WebsiteRequestedResponse>('POST', CREATE, {
      json: { brief_id: other },
      headers: { prefer: 'respond-async' },
    });

    expect(answer.status).toBe(202);
    const { website_id, status_url } = answer.body;
    expect(answer.headers.get('location')).toBe(status_url);
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const published = await waitFor(
      async () => {
        const now = await status(website_id);
        return now.status === 'published' && now;
      },
      { what: 'the website to be published', timeoutMs: 10_000 },
    );
    expect(published.url).toBe(dc360.websites[0]?.url);
  });

  it('answers 503 while the platform is down; the next time it is tried again', async () => {
    const other = await aFinishedBrief();
    const headers = { 'idempotency-key': randomUUID() };
    dc360.play({
      behaviour: { kind: 'status', status: 503 },
      times: 3,
      routeIncludes: 'POST /api/v1/websites',
    });

    const refused = await problemOf(create({ brief_id: other }, headers));
    const again = await create({ brief_id: other }, headers);

    expect(refused).toMatchObject({ status: 503, problem: { error: 'DEPENDENCY_UNAVAILABLE' } });
    expect(refused.problem).toMatchObject({ details: { reason: 'HOSTING_UNAVAILABLE' } });
    expect(again.body.data).toMatchObject({ status: 'published', error: null });
    expect(dc360.websites).toHaveLength(1);
  });

  it('refuses a brief that is not ready, and says what is missing', async () => {
    const { brief_id } = await awa.generate({
      business_brief: {
        business_name: 'Vague',
        vision: 'Aider les gens.',
        mission: 'Faire bien.',
        target_audience: 'Tout le monde.',
        differentiation: 'La qualité.',
        value_proposition: 'Le meilleur service.',
        sector: 'divers',
        location: {},
        services: [],
      },
      language: 'fr',
    });
    await awa.untilSettled(brief_id);

    const refused = await problemOf(create({ brief_id }));

    expect(refused).toMatchObject({ status: 422, problem: { error: 'BRIEF_INCOMPLETE' } });
    const { details } = refused.problem as unknown as { details: { missing: { condition: string }[] } };
    expect(details.missing.map(({ condition }) => condition)).toContain('substance');
    expect(dc360.websites).toHaveLength(0);
  });

  it('refuses a brief that has become nothing with 409', async () => {
    const other = await aFinishedBrief();
    await installation.db.query(`UPDATE brief_versions SET status = 'cancelled' WHERE brief_id = $1`, [
      other,
    ]);

    const refused = await problemOf(create({ brief_id: other }));

    expect(refused).toMatchObject({ status: 409, problem: { error: 'ILLEGAL_TRANSITION' } });
  });

  it('finds neither somebody else’s brief nor somebody else’s website', async () => {
    const { body } = await create({ brief_id: briefId });
    const websiteId = body.data.website_id;

    const refusals = await Promise.all([
      problemOf(create({ brief_id: briefId }, {}, binta)),
      problemOf(create({ brief_id: randomUUID() })),
      problemOf(create({ brief_id: briefId, version: 99 })),
      problemOf(status(websiteId, binta)),
      problemOf(status('not-an-id')),
      problemOf(binta.call('POST', `${WEBSITE}/${websiteId}/rollback`, { json: { version: 1 } })),
    ]);

    expect(refusals.map(({ status: code }) => code)).toEqual(refusals.map(() => 404));
  });

  it('refuses what is no request for a website', async () => {
    const refusals = await Promise.all(
      [{}, { brief_id: 'x' }, { brief_id: briefId, version: 0 }, { brief_id: briefId, more: 1 }].map((body) =>
        problemOf(create(body)),
      ),
    );

    expect(refusals.map(({ status: code }) => code)).toEqual([422, 422, 422, 422]);
  });

  it('puts a regenerated version on the same website and takes the former one back', async () => {
    const other = await aFinishedBrief();
    const first = await create({ brief_id: other });
    await awa.regenerate(other, ['logo_creation']);
    await awa.untilSettled(other);

    const second = await create({ brief_id: other });
    const websiteId = first.body.data.website_id;
    const back = await awa.call<WebsitePublishedResponse>('POST', `${WEBSITE}/${websiteId}/rollback`, {
      json: { version: 1 },
    });
    const never = await problemOf(
      awa.call('POST', `${WEBSITE}/${websiteId}/rollback`, { json: { version: 3 } }),
    );

    expect(second.body.data).toMatchObject({
      website_id: websiteId,
      live_version: 2,
      url: first.body.data.url,
    });
    expect(back.status).toBe(201);
    expect(back.body.data).toMatchObject({ website_id: websiteId, live_version: 1, status: 'published' });
    expect(never).toMatchObject({ status: 409, problem: { error: 'ILLEGAL_TRANSITION' } });
    expect(dc360.websites).toHaveLength(1);
  });

  it('names the website of a deleted brief, which stays up there, in export and receipt', async () => {
    const email = `${randomUUID()}@example.com`;
    const password = randomUUID();
    const coumba = installation.client();
    await coumba.call('POST', '/api/v1/auth/register', { json: { email, name: 'Coumba', password } });
    await coumba.signIn(email, password);
    const { brief_id } = await coumba.generate(IDEA);
    await coumba.untilSettled(brief_id);
    const { body } = await create({ brief_id }, {}, coumba);

    const deleted = await coumba.call('DELETE', `/api/v1/business/brief/${brief_id}`);

    expect(deleted.status).toBe(204);
    const { body: own } = await coumba.call<{ tables: Record<string, object[]> }>(
      'GET',
      '/api/v1/users/me/export',
    );
    expect(own.tables).toMatchObject({
      business_briefs: [],
      website: [],
      left_website: [{ brief_id, provider: 'dc360', url: body.data.url }],
    });
    const { body: receipt } = await coumba.call('DELETE', '/api/v1/users/me', { json: { password } });
    expect(receipt).toMatchObject({
      erased_at: expect.any(String),
      websites: [body.data.url],
      websites_taken_down: [],
      rows: { left_website: 1 },
    });
  });
});

describe('websites without DigitalCloud360', () => {
  let folder: string;
  let installation: Installation;
  let awa: ApiClient;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-sites-'));
    installation = await Installation.create(configuredStores(), { PUBLISH_FOLDER: folder });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    awa = await installation.client().signUp();
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are files that a browser can open', async () => {
    const { brief_id } = await awa.generate(IDEA);
    await awa.untilSettled(brief_id);

    const { body } = await awa.call<WebsitePublishedResponse>('POST', CREATE, { json: { brief_id } });

    const page = await readFile(fileURLToPath(body.data.url ?? ''), 'utf8');
    expect(page).toContain('<html lang="fr">');
    expect(page).toContain('La Calebasse de Coumba');
    expect(page).toContain('src="data:image/svg+xml;base64,');
  });

  it('go with their brief, by either address', async () => {
    for (const prefix of ['/api/v1/business/brief', '/api/v1/genesis/business-brief']) {
      const { brief_id } = await awa.generate(IDEA);
      await awa.untilSettled(brief_id);
      const { body } = await awa.call<WebsitePublishedResponse>('POST', CREATE, { json: { brief_id } });
      const page = fileURLToPath(body.data.url ?? '');
      expect(await readFile(page, 'utf8')).toContain('<html lang="fr">');

      expect((await awa.call('DELETE', `${prefix}/${brief_id}`)).status).toBe(204);

      await expect(readFile(page, 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});
