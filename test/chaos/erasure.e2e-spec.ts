import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { keysOf } from '../support/harness/redis-keys.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';

const PASSWORD = 'trois baobabs au bord du fleuve';

describe('an api is killed while it erases an account', () => {
  let servers: PrivateServers;
  let redis: Redis;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-erasure-'));
    servers = await PrivateServers.start({ latencyMs: { min: 10, max: 30 } });
    redis = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
  }, SCENARIO_MS);

  afterAll(async () => {
    redis.disconnect();
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }, SCENARIO_MS);

  it.each([
    ['after it was asked to', 'erasure:after-request', true],
    ['when the files are gone and the rows are not', 'erasure:before-rows', true],
    ['when the rows are gone and the pictures are not', 'erasure:after-rows', false],
  ])(
    '%s: nobody gets in any more, and a worker erases the rest',
    async (_when, place, isInRows) => {
      const files = path.join(folder, place.replace(':', '-'));
      const installation = await servers.install({
        HOSTING: 'folder',
        ASSET_DIR: path.join(files, 'assets'),
        PUBLISH_FOLDER: path.join(files, 'sites'),
        RETENTION_EVERY_S: '1',
      });
      try {
        const worker = await installation.startWorker();
        const dying = await installation.startApi({ FAILPOINTS: place });
        const { client, email, id } = await somebody(installation);
        await worker.kill('SIGKILL');

        await expect(
          client.call('DELETE', '/api/v1/users/me', { json: { password: PASSWORD } }),
        ).rejects.toThrow('fetch failed');
        expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
        expect(await isThere(installation, id)).toBe(isInRows);

        await installation.startApi();
        const elsewhere = client.at(installation.urls.at(-1) ?? '');
        await expect(elsewhere.call('GET', '/api/v1/users/me')).rejects.toMatchObject({ status: 401 });
        await expect(elsewhere.signIn(email, PASSWORD)).rejects.toMatchObject({ status: 401 });

        // A worker leaves an api that is still at it a minute.
        await installation.db.query(
          `UPDATE users SET erasure_requested_at = erasure_requested_at - interval '2 minutes' WHERE id = $1`,
          [id],
        );
        await installation.startWorker();
        await waitFor(async () => !(await isThere(installation, id)), {
          timeoutMs: 60_000,
          what: 'it to be gone',
        });
        expect(await entries(installation)).toEqual([{ act: 'account_erased', subject: null }]);
        expect(
          (await keysOf(redis, `${installation.keyPrefix}:`)).filter((key) => key.includes('vfs')),
        ).toEqual([]);
        expect((await readdir(path.join(files, 'sites'))).filter((name) => !name.startsWith('.'))).toEqual(
          [],
        );
      } finally {
        await installation.close();
      }
    },
    SCENARIO_MS,
  );

  /** With a brief, a website and a file of their own. */
  async function somebody(
    installation: Installation,
  ): Promise<{ readonly client: ApiClient; readonly email: string; readonly id: string }> {
    const client = installation.client();
    const email = `awa.${crypto.randomUUID()}@example.com`;
    const { body } = await client.call<{ user_id: string }>('POST', '/api/v1/auth/register', {
      json: { email, name: 'Awa', password: PASSWORD },
    });
    await client.signIn(email, PASSWORD);
    const { brief_id: briefId } = await client.generate(IDEA);
    await client.untilSettled(briefId, 60_000);
    await client.call('POST', '/api/v1/business/website/create', { json: { brief_id: briefId } });
    await client.call('POST', '/api/v1/integrations/redis-fs/write', {
      json: { path: '/notes.txt', content: 'À faire' },
    });
    return { client, email, id: body.user_id };
  }

  async function isThere(installation: Installation, id: string): Promise<boolean> {
    return (await installation.db.query(`SELECT FROM users WHERE id = $1`, [id])).rowCount === 1;
  }

  async function entries(installation: Installation): Promise<readonly object[]> {
    // Whoever is not let in with an address that nobody has is written down, and leads to nobody.
    const others = `act <> 'sign_in_refused' OR subject IS NOT NULL`;
    return (await installation.db.query<object>(`SELECT act, subject FROM audit_entries WHERE ${others}`))
      .rows;
  }
});
