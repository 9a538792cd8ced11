import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebsiteResponse } from '../../apps/api/src/websites/dto/website.responses.js';
import { type ApiClient, UnexpectedAnswer } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import {
  Dc360Simulator,
  type Dc360Behaviour,
  SIMULATED_DC360_SECRET,
} from '../support/simulators/dc360-simulator.js';
import type { TransportBehaviour } from '../support/simulators/vendor-simulator.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, untilCompleted } from './run-progress.js';
import { ideaOf } from './vendor-trials.js';

const CREATE = '/api/v1/business/website/create';
const WEBSITES = 'POST /api/v1/websites';

/** What the platform does to the first request for a brief's website. */
const FAULTS: readonly (Dc360Behaviour | TransportBehaviour | null)[] = [
  null,
  { kind: 'slow', latencyMs: 1_500 },
  { kind: 'answer_dropped' },
  { kind: 'status_after', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'cut_connection' },
];

interface PublishedBody {
  readonly data: WebsiteResponse;
}

describe('a website is asked for more than once', () => {
  let servers: PrivateServers;
  let dc360: Dc360Simulator;
  let installation: Installation;
  let client: ApiClient;
  let briefIds: readonly string[];

  beforeAll(async () => {
    [servers, dc360] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 1, max: 5 } }),
      Dc360Simulator.start({ isEveryoneKnown: true }),
    ]);
    installation = await servers.install({
      DATABASE_POOL_MAX: '6',
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      VENDOR_BREAKER_FAILURES: '1000',
      RECONCILE_EVERY_MS: '500',
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
    });
    await Promise.all([installation.startApi(), installation.startApi(), installation.startWorker()]);
    await installation.startWorker();
    client = await installation.client().signUp();
    const runs = await Promise.all(FAULTS.map((_fault, at) => client.generate(ideaOf(`Site ${at}`))));
    await untilCompleted(installation, runIdsOf(runs));
    briefIds = runs.map(({ brief_id }) => brief_id);
    // The platform does nothing against doubles: only what we do counts.
    dc360.setRules({ honoursIdempotencyKey: false, refusesDuplicates: false });
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), dc360.stop()]);
  }, SCENARIO_MS);

  const replicas = () => installation.urls.map((url) => client.at(url));

  /** Where the website stands in the end; asking again is what a person does who got no answer. */
  async function published(person: ApiClient, briefId: string, key?: string): Promise<WebsiteResponse> {
    for (let tries = 0; ; tries += 1) {
      try {
        const { body, status } = await person.call<PublishedBody>('POST', CREATE, {
          json: { brief_id: briefId },
          headers: { prefer: 'wait=8', ...(key !== undefined && { 'idempotency-key': key }) },
        });
        if (status === 201) return body.data;
      } catch (error) {
        const isPassing =
          !(error instanceof UnexpectedAnswer) || error.status === 503 || error.status === 409;
        if (!isPassing || tries > 20) throw error;
      }
    }
  }

  it(
    'R20: by a double click, by two keys, at two replicas at once, whatever the platform does: one site, one answer',
    async () => {
      for (const [at, behaviour] of FAULTS.entries()) {
        if (behaviour !== null) dc360.play({ behaviour, routeIncludes: WEBSITES });
        const briefId = briefIds[at] ?? '';
        const sitesBefore = dc360.websites.length;
        const [one, other] = replicas();
        const answers = await Promise.all([
          published(one!, briefId),
          published(other!, briefId),
          published(one!, briefId, `first-${at}`),
          published(other!, briefId, `first-${at}`),
          published(one!, briefId, `second-${at}`),
          published(other!, briefId, `third-${at}`),
        ]);
        const later = await Promise.all(
          replicas().map((replica) => published(replica, briefId, `first-${at}`)),
        );

        const seen = new Set([...answers, ...later].map((answer) => JSON.stringify(answer)));
        expect([behaviour?.kind, seen.size]).toEqual([behaviour?.kind, 1]);
        const sites = dc360.websites.filter((site) => site.briefId === briefId);
        expect([behaviour?.kind, sites.length, dc360.websites.length]).toEqual([
          behaviour?.kind,
          1,
          sitesBefore + 1,
        ]);
        expect(answers[0].url).toBe(sites[0]?.url);
      }
      const { rows } = await installation.db.query<{ n: number; states: string[] }>(
        `SELECT count(*)::int AS n, array_agg(DISTINCT status) AS states FROM publication`,
      );
      expect(rows).toEqual([{ n: FAULTS.length, states: ['published'] }]);
      const measured = { faults: FAULTS.length * 8, recoveryMs: 0 };
      expect(await servers.violations(installation, [], measured)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R20: the replica that was asked is killed: the other one is asked, and gives the same site',
    async () => {
      const [brief] = briefIds;
      const { brief_id } = await client.regenerate(brief ?? '', ['seo']);
      await client.untilSettled(brief_id);
      const before = dc360.websites.length;
      const mortal: ServiceProcess = await installation.startApi();
      const dying = client.at(installation.urls.at(-1) ?? '');
      const [surviving] = replicas();
      dc360.play({ behaviour: { kind: 'slow', latencyMs: 1_000 }, routeIncludes: '/api/v1/websites' });
      const asked = dying
        .call('POST', CREATE, { json: { brief_id }, headers: { 'idempotency-key': 'before-the-death' } })
        .then(
          () => 'answered',
          () => 'lost',
        );
      const seen = dc360.received().length;
      const again = published(surviving!, brief_id, 'before-the-death');
      while (dc360.received().length === seen) await new Promise((resolve) => setImmediate(resolve));
      const { at } = await mortal.kill('SIGKILL');
      const website = await again;
      const recoveryMs = Date.now() - at;

      expect(await asked).toBe('lost');
      expect(dc360.websites).toHaveLength(before);
      expect(website).toMatchObject({ version: 2, live_version: 2 });
      expect(await servers.violations(installation, [], { faults: 2, recoveryMs })).toEqual([]);
    },
    SCENARIO_MS,
  );
});
