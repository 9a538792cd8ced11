import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseSettings, loadSettings } from '@genesis/config';
import { migrate, postgresOptions } from '@genesis/database';
import type {
  CoachingResponse,
  CoachingSessionResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type {
  WebsiteRequestedResponse,
  WebsiteResponse,
} from '../../apps/api/src/websites/dto/website.responses.js';
import { MIGRATIONS } from '../../libs/database/src/migrations/migrations.js';
import { IDEA, PrivateServers } from '../chaos/private-servers.js';
import { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { BuiltService, ServiceProcess } from '../support/harness/service-process.js';
import { ServiceProcess as Process } from '../support/harness/service-process.js';
import { TestDatabase } from '../support/harness/test-database.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { buildPreviousRelease, type PreviousRelease } from './previous-release.js';

const START_MS = 240_000;
const SCENARIO_MS = 240_000;
const COACH = '/api/v1/coaching';
const WEBSITE = '/api/v1/business/website';
const PRESENT: BuiltService = {};

/** What the next release may do to the schema while this one and the one before still run: every kind of expansion. */
const NEXT_EXPANSION = `
  CREATE TABLE next_release (id uuid PRIMARY KEY, run_id uuid NOT NULL REFERENCES agent_run (id) ON DELETE CASCADE);
  ALTER TABLE agent_run ADD next_note text, ADD next_rank integer NOT NULL DEFAULT 0;
  ALTER TABLE coaching_sessions ADD next_note jsonb NOT NULL DEFAULT '{}';
  ALTER TABLE publication ADD next_note text, ADD CONSTRAINT ck_next CHECK (length(next_note) < 9) NOT VALID;
  ALTER TABLE users ALTER name DROP NOT NULL;
  CREATE INDEX ix_next ON run_event (at)`;

const previous: PreviousRelease | null = await buildPreviousRelease();
const describeWithPrevious = previous ? describe : describe.skip;
if (!previous) {
  process.stderr.write(
    'skipped: this clone is shallow and does not have the commit of the previous release\n',
  );
}

describeWithPrevious('the previous release and this one, on the schema of this one and of the next', () => {
  let servers: PrivateServers;
  let dc360: Dc360Simulator;
  let installation: Installation;
  const old: BuiltService = { dist: previous?.dist };
  let running: ServiceProcess[] = [];

  beforeAll(async () => {
    [servers, dc360] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 50, max: 300 } }),
      Dc360Simulator.start({ isEveryoneKnown: true }),
    ]);
    installation = await servers.install({
      DATABASE_POOL_MAX: '6',
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
    });
  }, START_MS);

  afterEach(async () => {
    await Promise.all(running.map((process) => process.stop()));
    running = [];
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), dc360.stop(), previous?.remove()]);
  }, START_MS);

  async function apiOf(built: BuiltService): Promise<string> {
    running.push(await installation.startApi({}, built));
    return installation.urls.at(-1) ?? '';
  }

  async function workerOf(built: BuiltService): Promise<void> {
    running.push(await installation.startWorker({}, built));
  }

  async function untilReady(urls: readonly string[]): Promise<void> {
    for (const url of urls) {
      await waitFor(async () => (await fetch(`${url}/health/ready`)).ok, {
        timeoutMs: 30_000,
        what: `${url} to be ready`,
      });
    }
  }

  /** Each answer of a session goes to the next api, which has seen those before. */
  async function coach(person: ApiClient, urls: readonly string[]): Promise<void> {
    const at = (turn: number) => person.at(urls[turn % urls.length] ?? '');
    const idea = FRENCH_IDEAS[3]!.brief;
    const { body } = await at(0).call<CoachingResponse>('POST', `${COACH}/start`, {
      json: { language: 'fr' },
    });
    const said = [idea.vision, `${idea.vision} ${idea.mission}`];
    let step = body.current_step;
    for (const [turn, answer] of said.entries()) {
      const json = { session_id: body.session_id, user_response: answer, step };
      step = (await at(turn + 1).call<CoachingResponse>('POST', `${COACH}/step`, { json })).body.current_step;
    }
    for (const turn of urls.keys()) {
      const path = `${COACH}/session/${body.session_id}`;
      const session = await at(turn).call<CoachingSessionResponse>('GET', path);
      const words = session.body.history.filter(({ role }) => role === 'person').map(({ text }) => text);
      expect(words).toEqual(said);
    }
  }

  async function publish(person: ApiClient, url: string, briefId: string): Promise<string> {
    const at = person.at(url);
    const { body } = await at.call<WebsiteRequestedResponse>('POST', `${WEBSITE}/create`, {
      json: { brief_id: briefId },
      headers: { prefer: 'respond-async' },
    });
    return waitFor(
      async () => {
        const path = `${WEBSITE}/${body.website_id}/status`;
        const answer = await at.call<WebsiteResponse>('GET', path);
        return answer.body.status === 'published' && answer.body.url;
      },
      { timeoutMs: 60_000, what: 'the website to be published' },
    );
  }

  /** A generation, a session and a website by way of each api. */
  async function useEverything(urls: readonly string[]): Promise<void> {
    await untilReady(urls);
    const person = await new ApiClient(urls).signUp();
    const sitesBefore = dc360.websites.length;
    const started = await Promise.all(
      urls.map(async (url, index) => {
        const key = crypto.randomUUID();
        const first = await person.at(url).generate(IDEA, key);
        // Any api has the same answer for a key.
        expect(await person.at(urls.at(index - 1) ?? url).generate(IDEA, key)).toEqual(first);
        return [first, await person.at(url).generate(IDEA)];
      }),
    );
    const briefIds = started.flat().map(({ brief_id }) => brief_id);
    expect(new Set(briefIds).size).toBe(urls.length * 2);
    await coach(person, urls);
    for (const briefId of briefIds) {
      expect((await person.untilSettled(briefId, 60_000)).run_status).toBe('completed');
    }
    const sites = await Promise.all(
      urls.map((url, index) => publish(person, url, briefIds[index * 2] ?? '')),
    );
    expect(new Set(sites).size).toBe(urls.length);
    expect(dc360.websites).toHaveLength(sitesBefore + urls.length);
    expect(await servers.violations(installation)).toEqual([]);
  }

  const combinations: [string, readonly BuiltService[], readonly BuiltService[]][] = [
    ['its api, our worker', [old], [PRESENT]],
    ['our api, its worker', [PRESENT], [old]],
    ['both of each, side by side', [old, PRESENT], [old, PRESENT]],
  ];

  describe.each([
    ['this release', null],
    ['the next one, expanded', NEXT_EXPANSION],
  ])('on the schema of %s', (_schema, expansion) => {
    beforeAll(async () => {
      if (expansion !== null) await installation.db.query(expansion);
    });

    it.each(combinations)(
      '%s',
      async (_who, apis, workers) => {
        for (const worker of workers) await workerOf(worker);
        const urls: string[] = [];
        for (const api of apis) urls.push(await apiOf(api));
        await useEverything(urls);
      },
      SCENARIO_MS,
    );
  });
});

describe('this release on the schema of the previous one', () => {
  it(
    'does not start: migrations come first',
    async () => {
      const stores = configuredStores();
      const database = await TestDatabase.create(stores.databaseUrl);
      const env = {
        ENVIRONMENT: 'testing',
        TESTING_MODE: 'true',
        DATABASE_URL: database.url,
        TEST_DATABASE_URL: database.url,
        REDIS_URL: stores.redisUrl,
        REDIS_KEY_PREFIX: `${stores.redisKeyPrefix}:previous`,
        SECRET_KEY: crypto.randomUUID() + crypto.randomUUID(),
        LOG_LEVEL: 'INFO',
        HOST: '127.0.0.1',
        PORT: '0',
        PROMETHEUS_PORT: '0',
      };
      const options = postgresOptions(loadSettings({ env }).get(DatabaseSettings), 'genesis-test');
      await migrate({ ...options, migrations: MIGRATIONS.slice(0, -1) });
      const api = new Process('api', env);
      try {
        const { reason } = await api.untilLogged('the start waits');
        expect(reason).toContain('1 migration is pending');
        expect(api.output).not.toContain('api listens');

        await migrate(options);
        const { url } = await api.untilLogged('api listens');
        expect((await fetch(`${String(url)}/health/ready`)).status).toBe(200);
      } finally {
        await api.stop();
        await database.drop();
      }
    },
    SCENARIO_MS,
  );
});
