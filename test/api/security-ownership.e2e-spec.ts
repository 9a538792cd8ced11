import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { ApiDocument, type Operation } from '../support/harness/api-document.js';
import { keySums, tableSums } from '../support/harness/store-contents.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type LonelyApi, startApiAlone } from './api-under-test.js';
import { bearer, OwnedObjects } from './owned-objects.js';

const PATH_OBJECT = /\{(briefId|sessionId|websiteId|signInId|key)\}/;
/** Names of fields and parameters that name an object of somebody. */
const BODY_OBJECT = /^(brief_id|session_id|coaching_session_id|website_id|asset_id|run_id)$/;

/** Operations of a person that name no object: what they read and write is that of whoever asks. */
const OF_THE_CALLER: ReadonlySet<string> = new Set([
  'auth.logout',
  'auth.me',
  'briefs.list',
  'coaching.onboard',
  'coaching.sessions',
  'files.info',
  'files.list',
  'files.read',
  'files.write',
  'genesis.quotaStatus',
  'integrations.extract',
  'integrations.search',
  'users.change',
  'users.changePassword',
  'users.erase',
  'users.export',
  'users.me',
  'users.usage',
  'users.signIns',
]);
/** They name an object only if somebody goes on with it; accepted for former clients, not read. */
const MAY_NAME_ONE: Readonly<Record<string, (ids: Readonly<Record<string, string>>) => object>> = {
  'coaching.start': ({ sessionId }) => ({ session_id: sessionId }),
  'briefs.generate': ({ sessionId }) => ({ coaching_session_id: sessionId, language: 'fr' }),
};
const IGNORED = new Set(['genesis.generate']);

/** Of the owner, and not there: no bytes of the picture were stored and no file was written, and a brief is deleted once. */
const NOT_THERE: ReadonlySet<string> = new Set(['assets.read', 'files.read', 'files.info', 'genesis.delete']);
/** After it, nothing is anybody's. */
const LAST = 'auth.logout';
/** In a test of its own. */
const ERASURE = 'users.erase';

describe('security: objects and functions', () => {
  let api: LonelyApi;
  let document: ApiDocument;
  let objects: OwnedObjects;

  beforeAll(async () => {
    api = await startApiAlone({ GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    document = ApiDocument.read();
  });
  beforeEach(async () => {
    objects = await OwnedObjects.of(api);
  });
  afterAll(() => api.close());

  const ofPersons = () => document.operations.filter((operation) => operation.door === 'person');
  const named = (operationId: string): Operation => {
    const found = document.operations.find((operation) => operation.operationId === operationId);
    if (found === undefined) throw new Error(`there is no ${operationId}`);
    return found;
  };
  const stores = async () => [
    await tableSums(api.app.get(DataSource)),
    await keySums(api.redisUrl, api.keyPrefix, [':probe']),
  ];

  const fieldsOf = ({ body }: Operation): readonly string[] =>
    Object.keys(document.resolveValue(body?.schema ?? {}).properties ?? {});

  it('have a case for every route of a person: a new one has to say whose it is', () => {
    const unsaid = ofPersons().filter((operation) => {
      const { operationId } = operation;
      const isNamed = PATH_OBJECT.test(operation.path);
      const isInBody = fieldsOf(operation).some((name) => BODY_OBJECT.test(name));
      const hasCase =
        operationId in objects.bodies || operationId in MAY_NAME_ONE || IGNORED.has(operationId);
      return !(isNamed || (isInBody ? hasCase : OF_THE_CALLER.has(operationId)));
    });
    expect(unsaid.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('of somebody else are 404 where a body may name them', async () => {
    const before = await stores();
    for (const [operationId, bodyOf] of Object.entries(MAY_NAME_ONE)) {
      const body = bodyOf(objects.ids);
      const headers = bearer(objects.stranger.token);
      const { status } = await objects.call(named(operationId), headers, body);
      expect(`${operationId} ${status}`).toBe(`${operationId} 404`);
    }
    expect(await stores()).toEqual(before);
  });

  it('tell nobody else what happens to them: event streams', async () => {
    const events = named('briefs.events');
    const open = async (headers: Record<string, string>) =>
      objects.call(events, { ...headers, accept: 'text/event-stream', 'last-event-id': '0' });

    const [stranger, nobody, service, owner] = [
      await open(bearer(objects.stranger.token)),
      await open({}),
      await open({ 'x-service-secret': SERVICE_SECRET }),
      await open(bearer(objects.owner.token)),
    ];

    expect([stranger.status, nobody.status, service.status, owner.status]).toEqual([404, 401, 401, 200]);
    for (const refused of [stranger, nobody, service]) {
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(await owner.text()).toContain('event: run.finished');
  });

  it('are in nobody else’s export', async () => {
    const { owner, stranger, ids } = objects;
    const theirs = await (await objects.call(named('users.export'), bearer(stranger.token))).text();
    const own = await (await objects.call(named('users.export'), bearer(owner.token))).text();

    const secrets = [owner.userId, ids.briefId, ids.sessionId, ids.websiteId];
    for (const secret of secrets) {
      expect(own).toContain(secret);
      expect(theirs).not.toContain(secret);
    }
  });

  it('are given to nobody else for their idempotency key', async () => {
    const [idea] = FRENCH_IDEAS;
    const bodies: Readonly<Record<string, object>> = {
      ...objects.bodies,
      'briefs.generate': { business_brief: idea?.brief, language: 'fr' },
      'coaching.start': {},
      'coaching.onboard': { sector: 'restaurant', logo_source: 'later' },
      'genesis.generate': {
        brief_data: {
          business_name: 'Atelier Ndar',
          industry_sector: 'couture',
          vision: idea?.brief.vision,
          mission: idea?.brief.mission,
          target_market: idea?.brief.target_audience,
          competitive_advantage: idea?.brief.differentiation,
          location: { city: 'Dakar', country: 'Sénégal' },
        },
      },
    };
    const repeatable = ofPersons().filter(({ parameters }) =>
      parameters.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(repeatable.length).toBeGreaterThan(8);
    const replayed: string[] = [];
    /** A refusal repeats the address that was asked for. */
    const asked = new Set(Object.values(objects.ids));
    for (const operation of repeatable) {
      const { operationId } = operation;
      const body = bodies[operationId];
      if (body === undefined) throw new Error(`no body for ${operationId}`);
      const asks = async (token: string) => {
        const answer = await objects.call(
          operation,
          { ...bearer(token), 'idempotency-key': `of-${operationId}`, prefer: 'respond-async' },
          body,
        );
        const isReplay = answer.headers.get('idempotent-replayed') === 'true';
        return { status: answer.status, isReplay, text: await answer.text() };
      };
      const first = await asks(objects.owner.token);
      const others = await asks(objects.stranger.token);
      const second = await asks(objects.owner.token);
      expect([operationId, first.isReplay, others.isReplay]).toEqual([operationId, false, false]);
      if (second.isReplay || second.text === first.text) replayed.push(operationId);
      // Whatever the owner's answer named is not in the stranger's.
      const ids = (first.text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []).filter((id) => !asked.has(id));
      if (first.status < 300) expect(ids.filter((id) => others.text.includes(id))).toEqual([]);
    }
    // Otherwise nothing of this was tried.
    expect(replayed).toEqual(expect.arrayContaining(['briefs.generate', 'coaching.start', 'coaching.step']));
    expect(replayed.length).toBeGreaterThan(5);
  });

  it('of people whom the platform does not know are 404 for its service, which names a subject', async () => {
    const secret = { 'x-service-secret': SERVICE_SECRET };
    const before = await stores();
    for (const operation of document.operations.filter((other) => other.door === 'service')) {
      const { operationId, path: route } = operation;
      const isRead = PATH_OBJECT.test(route);
      const { status } = await objects.call(operation, secret);
      // What acts for somebody and does not say for whom, is not understood.
      const expected = isRead ? [404] : operationId === 'contract.list' ? [200] : [400, 422];
      expect([operationId, expected.includes(status), status]).toEqual([operationId, true, status]);
    }
    expect(await stores()).toEqual(before);
  });

  it('are their owner’s, and answers hold what the document lists and nothing else', async () => {
    const order = (operation: Operation) =>
      operation.method === 'GET' ? -1 : operation.method === 'DELETE' ? 1 : 0;
    const firstOnes = ofPersons()
      .filter(({ operationId }) => operationId !== LAST && operationId !== ERASURE)
      .toSorted((a, b) => order(a) - order(b));
    const wrong: string[] = [];
    let held = 0;
    for (const operation of [...firstOnes, named(LAST)]) {
      const { operationId, answers } = operation;
      const headers = { ...bearer(objects.owner.token), accept: 'application/json' };
      const response = await objects.call(operation, headers);
      const { status } = response;
      const isRefused = status === 401 || status === 403 || status === 404;
      if (isRefused !== NOT_THERE.has(operationId)) wrong.push(`${operationId}: ${status}`);
      const text = await response.text();
      const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
      if (!mediaType.includes('json')) continue;
      const listed = answers[String(status)]?.content?.[mediaType];
      held += 1;
      const fault =
        listed === undefined ? `no ${mediaType}` : document.faultOf(JSON.parse(text), listed.schema);
      if (fault !== null) wrong.push(`${operationId} ${status}: ${fault}`);
    }
    expect(wrong).toEqual([]);
    expect(held).toBeGreaterThan(30);
  }, 60_000);

  it('stay with nobody once their owner is gone', async () => {
    const erased = await objects.call(named(ERASURE), bearer(objects.owner.token), {
      password: 'trois baobabs au bord du fleuve',
    });
    expect(erased.status).toBe(200);
    expect(await objects.statusOf(named('briefs.get'), bearer(objects.owner.token))).toBe(401);
    expect(await objects.statusOf(named('briefs.get'), bearer(objects.stranger.token))).toBe(404);
  });
});
