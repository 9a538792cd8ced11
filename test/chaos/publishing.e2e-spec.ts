import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type {
  WebsiteRequestedResponse,
  WebsiteResponse,
} from '../../apps/api/src/websites/dto/website.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';

const CREATE = '/api/v1/business/website/create';
/** From the death of a worker until another one has published. */
const RECOVERY_MS = 20_000;

describe('whatever dies, DigitalCloud360 has one website', () => {
  let servers: PrivateServers;
  let dc360: Dc360Simulator;
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    [servers, dc360] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 1, max: 5 } }),
      Dc360Simulator.start({ isEveryoneKnown: true }),
    ]);
    installation = await servers.install({
      DATABASE_POOL_MAX: '4',
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
      RECONCILE_EVERY_MS: '500',
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
    await installation.startApi();
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  beforeEach(() => {
    dc360.reset();
    // The platform does nothing against doubles: only what we do counts.
    dc360.setRules({ honoursIdempotencyKey: false, refusesDuplicates: false });
  });

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), dc360.stop()]);
  }, SCENARIO_MS);

  async function aFinishedBrief(): Promise<string> {
    const writer = await installation.startWorker();
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    await writer.stop();
    return brief_id;
  }

  async function ask(briefId: string): Promise<string> {
    const { body } = await client.call<WebsiteRequestedResponse>('POST', CREATE, {
      json: { brief_id: briefId },
      headers: { prefer: 'respond-async' },
    });
    return body.website_id;
  }

  const untilPublished = (websiteId: string) =>
    waitFor(
      async () => {
        const path = `/api/v1/business/website/${websiteId}/status`;
        const { body } = await client.call<WebsiteResponse>('GET', path);
        return body.status === 'published' && body;
      },
      { what: 'the website to be published', timeoutMs: RECOVERY_MS },
    );

  it.each([
    ['before its request', 'publishing:before-request', 0],
    ['between the answer and its commit', 'publishing:after-request', 1],
  ])(
    'R1, R19: a worker is killed %s',
    async (_when, place, sitesAtDeath) => {
      const briefId = await aFinishedBrief();
      const victim = await installation.startWorker({ FAILPOINTS: place });
      const websiteId = await ask(briefId);
      const { signal } = await victim.ended;
      const atDeath = dc360.websites.length;

      const heir = await installation.startWorker();
      const website = await untilPublished(websiteId);
      await heir.stop();

      expect({ signal, atDeath }).toEqual({ signal: 'SIGKILL', atDeath: sitesAtDeath });
      expect(dc360.websites).toHaveLength(1);
      expect(website.url).toBe(dc360.websites[0]?.url);
    },
    SCENARIO_MS,
  );

  it(
    'R20: two replicas with two workers are asked at once',
    async () => {
      const briefId = await aFinishedBrief();
      const started = await Promise.all([
        installation.startWorker(),
        installation.startWorker(),
        installation.startApi(),
      ]);
      dc360.play({ behaviour: { kind: 'answer_dropped' }, routeIncludes: 'POST /api/v1/websites' });
      const replicas = installation.urls.slice(-2).map((url) => client.at(url));

      const answers = await Promise.all(
        [...replicas, ...replicas].map((replica) =>
          replica.call<{ data: WebsiteResponse }>('POST', CREATE, { json: { brief_id: briefId } }),
        ),
      );
      await Promise.all(started.map((process) => process.stop()));

      expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
      expect(dc360.websites).toHaveLength(1);
    },
    SCENARIO_MS,
  );

  it(
    'R6: the queue forgets everything',
    async () => {
      const briefId = await aFinishedBrief();
      const websiteId = await ask(briefId);
      const redis = new Redis(servers.redis.url);
      await redis.flushall();
      redis.disconnect();

      const worker = await installation.startWorker();
      await untilPublished(websiteId);
      await worker.stop();

      expect(dc360.websites).toHaveLength(1);
    },
    SCENARIO_MS,
  );
});
