import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IMPERSONAL_TABLES, PERSONAL_TABLES } from '@genesis/personal-data';
import { openRedis } from '@genesis/redis';
import { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { keysOf } from '../support/harness/redis-keys.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type SimulatedVendors, startSimulatedVendors } from '../support/simulators/simulated-vendors.js';

const START_MS = 120_000;
const PASSWORD = 'trois baobabs au bord du fleuve';
/** Stands in every text that the person writes, and in no other. */
const CANARY = 'Teraanga';

interface Export {
  readonly tables: Readonly<Record<string, readonly object[]>>;
  readonly pictures: Readonly<Record<string, string>>;
}

interface Receipt {
  readonly receipt_id: string;
  readonly erased_at: string | null;
  readonly rows: Readonly<Record<string, number>>;
  readonly websites: readonly string[];
  readonly websites_taken_down: readonly string[];
}

describe('people and what is kept about them', () => {
  let vendors: SimulatedVendors;
  let installation: Installation;
  let worker: ServiceProcess;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-erasure-'));
    vendors = await startSimulatedVendors();
    installation = await Installation.create(configuredStores(), {
      ...vendors.environment,
      HOSTING: 'folder',
      ASSET_DIR: path.join(folder, 'assets'),
      PUBLISH_FOLDER: path.join(folder, 'sites'),
      RETENTION_EVERY_S: '1',
    });
    [, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await vendors.stop();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  /** Somebody who has used everything. */
  async function aPerson() {
    const email = `awa.${crypto.randomUUID()}@example.com`;
    const client = new ApiClient(installation.urls);
    const { body: user } = await client.call<{ user_id: string }>('POST', '/api/v1/auth/register', {
      json: { email, name: `Awa ${CANARY}`, password: PASSWORD },
    });
    await client.signIn(email, PASSWORD);
    const idea = {
      ...FRENCH_IDEAS[0]!.brief,
      business_name: `Couture ${CANARY}`,
      mission: `Des boubous ${CANARY} cousus à Thiès pour les fêtes, à 25 000 FCFA.`,
    };
    const { brief_id: briefId } = await client.generate({ business_brief: idea, language: 'fr' }, 'once');
    await client.untilSettled(briefId, 60_000);
    await client.call('POST', '/api/v1/business/website/create', { json: { brief_id: briefId } });
    const { body: session } = await client.call<{ session_id: string }>('POST', '/api/v1/coaching/start', {
      json: {},
    });
    await client.call('POST', '/api/v1/coaching/step', {
      json: { session_id: session.session_id, user_response: `Habiller la Teranga avec ${CANARY}.` },
    });
    await client.call('POST', '/api/v1/integrations/redis-fs/write', {
      json: { path: '/notes.txt', content: `À faire pour ${CANARY}` },
    });
    await client.call('POST', '/api/v1/integrations/tavily/search', { json: { query: `couture ${CANARY}` } });
    return { client, email, id: user.user_id, briefId };
  }

  const erase = (client: ApiClient) =>
    client.call<Receipt>('DELETE', '/api/v1/users/me', { json: { password: PASSWORD } });

  /** As an api does that then had no time to carry it out. */
  async function askForErasure(id: string, hoursAgo: number): Promise<void> {
    await installation.db.query(
      `UPDATE users SET is_active = false, erasure_requested_at = now() - $2 * interval '1 hour',
              erasure_receipt = gen_random_uuid() WHERE id = $1`,
      [id, hoursAgo],
    );
  }

  async function tables(): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    return rows.map(({ name }) => name);
  }

  /** Where somebody's words or ids still are. */
  async function traces(needles: readonly string[]): Promise<readonly string[]> {
    const isIn = (text: string) => needles.some((needle) => text.includes(needle));
    const inTables = await Promise.all(
      (await tables()).map(async (table) => {
        const { rows } = await installation.db.query<{ row: string }>(
          `SELECT t::text AS row FROM "${table}" t`,
        );
        return rows.filter(({ row }) => isIn(row)).map(() => `a row of ${table}`);
      }),
    );
    const redis = openRedis(configuredStores().redisUrl, {});
    const inRedis: string[] = [];
    try {
      for (const key of await keysOf(redis, `${installation.keyPrefix}:`)) {
        const dumped = await redis.dumpBuffer(key);
        if (isIn(key) || isIn(dumped.toString('latin1'))) inRedis.push(`Redis key ${key}`);
      }
    } finally {
      redis.disconnect();
    }
    return [...inTables.flat(), ...inRedis];
  }

  /** What is left of published websites, versions that are not shown included. */
  const sites = async () => {
    const names = await readdir(path.join(folder, 'sites'), { recursive: true });
    return names.filter((name) => /[0-9a-f-]{36}/.test(name));
  };

  /** Under which somebody's work is known in the queue. */
  async function idsInQueue(id: string): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ id: string }>(
      `SELECT id FROM agent_run WHERE owner_id = $1
       UNION ALL SELECT p.id FROM publication p JOIN business_briefs b ON b.id = p.brief_id WHERE b.owner_id = $1`,
      [id],
    );
    return rows.map(({ id: known }) => known);
  }

  const siteOf = (briefId: string) => readFile(path.join(folder, 'sites', briefId, 'index.html'), 'utf8');

  const pictures = async () => (await readdir(path.join(folder, 'assets'), { recursive: true })).length;

  it('knows every table', async () => {
    const known = [...PERSONAL_TABLES.map(({ table }) => table), ...IMPERSONAL_TABLES];
    expect([...known].sort()).toEqual([...(await tables())].sort());
  });

  it(
    'gives a person all of it, and nothing of anybody else',
    async () => {
      const [person, other] = [await aPerson(), await aPerson()];
      const { body, headers } = await person.client.call<{
        tables: Record<string, Record<string, unknown>[]>;
        files: { path: string; content: string }[];
        pictures: Record<string, string>;
      }>('GET', '/api/v1/users/me/export');
      expect(headers.get('content-disposition')).toBe('attachment; filename="genesis-export.json"');
      const text = JSON.stringify(body);
      for (const needle of [person.id, person.email, person.briefId]) expect(text).toContain(needle);
      for (const needle of [other.id, other.email, other.briefId]) expect(text).not.toContain(needle);
      const filled = Object.entries(body.tables).filter(([, rows]) => rows.length > 0);
      expect(filled.map(([table]) => table)).toEqual(
        expect.arrayContaining([
          'users',
          'coaching_turns',
          'brief_versions',
          'artifact',
          'asset',
          'sign_ins',
        ]),
      );
      expect(body.files).toEqual([{ path: '/notes.txt', content: `À faire pour ${CANARY}` }]);
      expect(Object.keys(body.pictures)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.png$/)]);
      expect(text).not.toMatch(/argon2|token_hash|password_hash/);
    },
    START_MS,
  );

  it(
    'erases a person, with a receipt, and leaves everybody else as they are',
    async () => {
      const other = await aPerson();
      const before = (await other.client.call('GET', '/api/v1/users/me/export')).body as Export;
      const person = await aPerson();
      const own = (await person.client.call('GET', '/api/v1/users/me/export')).body as Export;
      // The same bytes are one file for both.
      expect(Object.keys(own.pictures)).toEqual(Object.keys(before.pictures));
      expect(await siteOf(person.briefId)).toContain('<html');
      const jobs = await idsInQueue(person.id);
      expect((await traces(jobs)).some((trace) => trace.includes('bull'))).toBe(true);
      const { body: receipt } = await erase(person.client);

      expect((await traces(jobs)).filter((trace) => trace.includes('bull'))).toEqual([]);
      expect(receipt.erased_at).not.toBeNull();
      expect(receipt).toMatchObject({
        websites: [],
        websites_taken_down: [expect.stringContaining(person.briefId)],
      });
      expect((await sites()).filter((name) => name.includes(person.briefId))).toEqual([]);
      expect(await siteOf(other.briefId)).toContain('<html');
      expect(receipt.rows).toMatchObject({ users: 1, business_briefs: 1, coaching_sessions: 1, sign_ins: 1 });
      await waitFor(async () => (await traces([person.id, person.email, person.briefId])).length === 0, {
        timeoutMs: 15_000,
        what: 'no trace',
      });
      const { rows } = await installation.db.query<{ subject: string | null; details: object }>(
        `SELECT subject, details FROM audit_entries WHERE details->>'receiptId' = $1`,
        [receipt.receipt_id],
      );
      expect(rows).toEqual([{ subject: null, details: expect.objectContaining({ rows: receipt.rows }) }]);

      const { body: after } = await other.client.call<Export>('GET', '/api/v1/users/me/export');
      expect(after.pictures).toEqual(before.pictures);
      expect({ ...after.tables, audit_entries: [], sign_ins: [] }).toEqual({
        ...before.tables,
        audit_entries: [],
        sign_ins: [],
      });
    },
    START_MS,
  );

  it(
    'carries out what the api could not, and is not held up by one that cannot be carried out',
    async () => {
      const [stuck, other] = [await aPerson(), await aPerson()];
      await installation.db.query(`CREATE FUNCTION keep_user() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`);
      await installation.db.query(`CREATE TRIGGER keep_user BEFORE DELETE ON users FOR EACH ROW
        WHEN (old.id = '${stuck.id}') EXECUTE FUNCTION keep_user()`);
      const isThere = async (id: string) =>
        (await installation.db.query(`SELECT FROM users WHERE id = $1`, [id])).rowCount === 1;
      await askForErasure(stuck.id, 2);
      await askForErasure(other.id, 1);
      await waitFor(async () => !(await isThere(other.id)), {
        timeoutMs: 20_000,
        what: 'the other to be gone',
      });
      expect(await isThere(stuck.id)).toBe(true);
      await installation.db.query(`DROP TRIGGER keep_user ON users`);
      await waitFor(async () => !(await isThere(stuck.id)), { timeoutMs: 20_000, what: 'both to be gone' });
    },
    START_MS,
  );

  it(
    'waits for a website that a worker is about to publish, which would be there again',
    async () => {
      const { client, id, briefId } = await aPerson();
      await installation.db.query(
        `UPDATE publication SET status = 'publishing', lease_expires_at = now() + interval '1 hour' WHERE brief_id = $1`,
        [briefId],
      );
      expect((await erase(client)).body.erased_at).toBeNull();
      expect(await siteOf(briefId)).toContain('<html');
      await installation.db.query(
        `UPDATE publication SET lease_expires_at = now() - interval '1 second' WHERE brief_id = $1`,
        [briefId],
      );
      await askForErasure(id, 1);
      await waitFor(async () => (await sites()).every((name) => !name.includes(briefId)), {
        timeoutMs: 20_000,
        what: 'the website to be gone',
      });
    },
    START_MS,
  );

  it(
    'finds websites of briefs that were deleted before, also one that a worker was just publishing',
    async () => {
      const [person, other] = [await aPerson(), await aPerson()];
      const deleteBrief = ({ client, briefId }: typeof person) =>
        client.call('DELETE', `/api/v1/business/brief/${briefId}`);
      const isUp = async ({ briefId }: typeof person) =>
        (await sites()).some((name) => name.includes(briefId));
      await installation.db.query(
        `UPDATE publication SET status = 'publishing', lease_expires_at = now() + interval '1 hour' WHERE brief_id = $1`,
        [other.briefId],
      );

      for (const each of [person, other]) expect((await deleteBrief(each)).status).toBe(204);

      expect([await isUp(person), await isUp(other)]).toEqual([false, false]);
      expect((await erase(person.client)).body).toMatchObject({
        erased_at: expect.any(String),
        websites: [],
        websites_taken_down: [],
      });
      expect((await erase(other.client)).body.erased_at).toBeNull();
      await installation.db.query(`UPDATE left_website SET held_until = now() WHERE brief_id = $1`, [
        other.briefId,
      ]);
      await askForErasure(other.id, 1);
      await waitFor(async () => (await traces([other.id, other.briefId])).length === 0, {
        timeoutMs: 20_000,
        what: 'the account to be gone',
      });
    },
    START_MS,
  );

  it(
    'leaves no word of the last one, in no table, key or file, nor in the logs',
    async () => {
      const { rows } = await installation.db.query<{ id: string }>(`SELECT id FROM users`);
      // The others of this suite are erased as their person would.
      for (const { id } of rows) await askForErasure(id, 1);
      await waitFor(async () => (await traces([CANARY, '@example.com'])).length === 0, {
        timeoutMs: 60_000,
        everyMs: 500,
        what: 'no trace',
      });
      expect(await pictures()).toBe(0);
      expect(await sites()).toEqual([]);
      expect(worker.output).not.toContain(CANARY);
    },
    START_MS,
  );
});
