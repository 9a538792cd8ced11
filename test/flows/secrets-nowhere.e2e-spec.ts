import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SETTINGS_CATALOGUE } from '@genesis/config';
import { openRedis, type RedisClient } from '@genesis/redis';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { keysOf } from '../support/harness/redis-keys.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type SimulatedVendors, startSimulatedVendors } from '../support/simulators/simulated-vendors.js';

const START_MS = 120_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };
/** Addresses of stores, which the processes need as they are; their passwords are none of ours. */
const STORES = ['DATABASE_URL', 'TEST_DATABASE_URL', 'POSTGRES_PASSWORD', 'REDIS_URL', 'REDIS_QUEUE_URL'];
/** Settings whose values nobody but their vendor may ever see: as they are declared, so that a new one is among them. */
const SECRET_NAMES = SETTINGS_CATALOGUE.filter(({ isSecret }) => isSecret)
  .map(({ name }) => name)
  .filter((name) => !STORES.includes(name));
/** Where a vendor shows who it is. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'x-service-secret'];
const PERSON = {
  email: `awa.${randomBytes(6).toString('hex')}@teraanga.example`,
  password: `sept pirogues ${randomBytes(6).toString('hex')}`,
  name: 'Awa Teraanga',
};
/** Written by somebody else, who asks no model. */
const OTHERS_TEXT = 'Zanzibaritude sans pareille';

/** A value for each secret that the simulators do not bring. */
const CANARIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SECRET_NAMES.map((name) => [name, randomBytes(32).toString('hex')])),
  DC360_WEBHOOK_SECRET_PREVIOUS: `whsec_${randomBytes(32).toString('base64')}`,
  SENTRY_DSN: `http://${randomBytes(16).toString('hex')}@127.0.0.1:9/1`,
  OTEL_EXPORTER_OTLP_HEADERS: `x-canary=${randomBytes(16).toString('hex')}`,
};

/** A place that people other than us can look into. */
interface Place {
  readonly name: string;
  readonly text: string;
}

/** As a simulator's ledger has it. */
interface VendorRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

describe('the keys of vendors and the secrets of the service', () => {
  let vendors: SimulatedVendors;
  let installation: Installation;
  let processes: readonly ServiceProcess[];
  let client: ApiClient;
  let folder: string;
  let secrets: Readonly<Record<string, string>>;
  const answers: Place[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-secrets-'));
    vendors = await startSimulatedVendors();
    installation = await Installation.create(configuredStores(), {
      ...CANARIES,
      ...vendors.environment,
      HOSTING: 'dc360',
      ASSET_DIR: path.join(folder, 'assets'),
      PUBLISH_FOLDER: path.join(folder, 'sites'),
      LOG_LEVEL: 'DEBUG',
      DEBUG: 'true',
    });
    secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, installation.env[name] ?? '']));
    processes = await Promise.all([installation.startApi(), installation.startWorker()]);
    client = installation.client();
    await client.call('POST', '/api/v1/auth/register', { json: PERSON });
    await client.signIn(PERSON.email, PERSON.password);
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await vendors.stop();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  it('are many enough for this to mean something', () => {
    expect(Object.keys(secrets).length).toBeGreaterThan(15);
    expect(Object.entries(secrets).filter(([, secret]) => secret.length < 12)).toEqual([]);
  });

  it('are nowhere after a brief that went well and one whose vendors refused them in their own words', async () => {
    await aBrief();
    for (const { url } of vendors.vendors) {
      await fetch(`${url}/__script`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          Object.values(secrets).flatMap((secret) => [
            { behaviour: { kind: 'status', status: 401, message: `Incorrect API key: ${secret}` }, times: 2 },
            { behaviour: { kind: 'status', status: 500, message: `key ${secret} crashed` }, times: 2 },
          ]),
        ),
      });
    }
    const refused = await aBrief();
    expect(refused.agents.research.warnings).not.toEqual([]);

    const places = [
      ...processes.map((process) => ({ name: `log of ${process.entry}`, text: process.output })),
      ...answers,
      ...(await operatorPages()),
      ...(await databaseRows()),
      ...(await redisValues()),
      ...(await files(folder)),
    ];
    expect(places.filter(({ text }) => text.includes('genesis_ai_provider_calls_total'))).toHaveLength(2);
    // A scan that looks at nothing finds nothing.
    expect(places.length).toBeGreaterThan(30);
    expect(places.filter(({ text }) => text.includes('Incorrect API key')).map(({ name }) => name)).toEqual(
      [],
    );
    const leaks = places.flatMap(({ name, text }) =>
      Object.entries(secrets)
        .filter(([, secret]) => text.includes(secret))
        .map(([secret]) => `${secret} in ${name}`),
    );
    expect(leaks).toEqual([]);
  }, 120_000);

  it('reach no vendor but their own, nor does what is known of people and no model needs', async () => {
    const other = await installation.client().signUp();
    await other.call('POST', '/api/v1/integrations/redis-fs/write', {
      json: { path: '/notes.txt', content: OTHERS_TEXT },
    });
    await aBrief();
    const requests = (
      await Promise.all(vendors.vendors.map(({ name, url }) => requestsTo(name, url)))
    ).flat();
    // Every kind of vendor was asked, and told something.
    expect(new Set(requests.map(({ name }) => name.split(' ')[0])).size).toBeGreaterThan(3);
    expect(requests.filter(({ text }) => text.length > 1_000).length).toBeGreaterThan(5);

    const unneeded = {
      ...PERSON,
      others_text: OTHERS_TEXT,
      token: client.accessToken,
      others: other.accessToken,
    };
    const leaks = requests.flatMap(({ name, text }) =>
      Object.entries({ ...secrets, ...unneeded })
        .filter(([, value]) => text.includes(value))
        .map(([what]) => `${what} in ${name}`),
    );
    expect(leaks).toEqual([]);
  }, 120_000);

  /** What a vendor received, without the header by which it knows us. */
  async function requestsTo(vendor: string, url: string): Promise<readonly Place[]> {
    const ledger = (await (await fetch(`${url}/__ledger`)).json()) as {
      readonly requests: readonly VendorRequest[];
    };
    return ledger.requests.map(({ headers, ...request }) => {
      const others = Object.entries(headers).filter(([name]) => !CREDENTIAL_HEADERS.includes(name));
      return { name: `${vendor} ${request.path}`, text: JSON.stringify({ ...request, others }) };
    });
  }

  async function aBrief() {
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id, 60_000);
    const brief = await client.brief(brief_id);
    const published = await client
      .call('POST', '/api/v1/business/website/create', { json: { brief_id } })
      .catch((error: unknown) => error);
    const coached = await client
      .call<{ session_id: string }>('POST', '/api/v1/coaching/start', { json: {} })
      .then(({ body: { session_id } }) =>
        client.call('POST', '/api/v1/coaching/step', {
          json: { session_id, user_response: 'Que les mamans de Grand Yoff mangent des légumes frais.' },
        }),
      )
      .catch((error: unknown) => error);
    const found = await client
      .call('POST', '/api/v1/integrations/tavily/search', { json: { query: 'couture Thiès' } })
      .catch((error: unknown) => error);
    answers.push(
      { name: 'coach', text: JSON.stringify(coached) },
      { name: 'search', text: JSON.stringify(found) },
      { name: 'brief', text: JSON.stringify(brief) },
      { name: 'website', text: JSON.stringify(published) },
      { name: 'status', text: JSON.stringify(await client.status(brief_id)) },
      { name: 'events', text: JSON.stringify(await client.events(brief_id)) },
    );
    for (const { path: file } of await client.files(brief_id)) {
      answers.push({ name: `file ${file}`, text: (await client.file(brief_id, file)).body });
    }
    return brief;
  }

  async function operatorPages(): Promise<readonly Place[]> {
    const ports = await Promise.all(processes.map((process) => process.untilLogged('metrics listen')));
    const pages = ports.flatMap(({ port }) =>
      ['/metrics', '/integrations/health'].map((page) => `http://127.0.0.1:${String(port)}${page}`),
    );
    return Promise.all(pages.map(async (page) => ({ name: page, text: await (await fetch(page)).text() })));
  }

  async function databaseRows(): Promise<readonly Place[]> {
    const { rows: tables } = await installation.db.query<{ name: string }>(
      `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    const places = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await installation.db.query<{ text: string }>(
          `SELECT coalesce(string_agg(t::text, E'\n'), '') AS text FROM ${name} t`,
        );
        return { name: `table ${name}`, text: rows[0]?.text ?? '' };
      }),
    );
    return places.filter(({ text }) => text !== '');
  }

  async function redisValues(): Promise<readonly Place[]> {
    const redis = openRedis(configuredStores().redisUrl, {});
    try {
      const places: Place[] = [];
      for (const key of await keysOf(redis, `${installation.keyPrefix}:`)) {
        const dumped = await redis.dumpBuffer(key);
        places.push({ name: `key ${key}`, text: `${key} ${dumped.toString('latin1')}` });
        places.push({ name: `value ${key}`, text: JSON.stringify(await valueOf(redis, key)) });
      }
      return places;
    } finally {
      redis.disconnect();
    }
  }

  async function valueOf(redis: RedisClient, key: string): Promise<unknown> {
    switch (await redis.type(key)) {
      case 'string':
        return redis.get(key);
      case 'hash':
        return redis.hgetall(key);
      case 'list':
        return redis.lrange(key, 0, -1);
      case 'set':
        return redis.smembers(key);
      case 'zset':
        return redis.zrange(key, 0, -1);
      case 'stream':
        return redis.xrange(key, '-', '+');
      default:
        return null;
    }
  }

  async function files(root: string): Promise<readonly Place[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const file = path.join(entry.parentPath, entry.name);
          return { name: `file ${path.relative(root, file)}`, text: await readFile(file, 'latin1') };
        }),
    );
  }
});
