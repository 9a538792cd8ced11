import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';

const CREATE = '/api/v1/business/website/create';
/** A worker leaves the process that has deleted the brief a quarter of a minute. */
const RECOVERY_MS = 40_000;

describe('whatever dies, the website of a deleted brief is taken down', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-left-'));
    servers = await PrivateServers.start({ latencyMs: { min: 1, max: 5 } });
    installation = await servers.install({
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
      RECONCILE_EVERY_MS: '500',
      HOSTING: 'folder',
      PUBLISH_FOLDER: folder,
    });
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }, SCENARIO_MS);

  const filesOf = async (briefId: string) =>
    (await readdir(folder, { recursive: true })).filter((name) => name.includes(briefId));
  const isThere = async (briefId: string) =>
    (await installation.db.query(`SELECT FROM business_briefs WHERE id = $1`, [briefId])).rowCount === 1;
  const untilDown = (briefId: string) =>
    waitFor(async () => (await filesOf(briefId)).length === 0, {
      what: 'the website to be down',
      timeoutMs: RECOVERY_MS,
      everyMs: 250,
    });
  const untilForgotten = () =>
    waitFor(async () => (await installation.db.query(`SELECT FROM left_website`)).rowCount === 0, {
      what: 'nothing to be left to do',
      timeoutMs: RECOVERY_MS,
      everyMs: 250,
    });

  async function aFinishedBrief(client: ApiClient): Promise<string> {
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    return brief_id;
  }

  it(
    'an api is killed when the brief is gone and the website is not',
    async () => {
      const worker = await installation.startWorker();
      const dying = await installation.startApi({ FAILPOINTS: 'briefs:after-delete' });
      const client = await installation.client().signUp();
      const briefId = await aFinishedBrief(client);
      await client.call('POST', CREATE, { json: { brief_id: briefId } });

      await expect(client.call('DELETE', `/api/v1/business/brief/${briefId}`)).rejects.toThrow(
        'fetch failed',
      );

      expect(await dying.ended).toMatchObject({ signal: 'SIGKILL' });
      expect(await isThere(briefId)).toBe(false);
      expect(await filesOf(briefId)).not.toEqual([]);
      await untilDown(briefId);
      await untilForgotten();
      await worker.stop();
    },
    SCENARIO_MS,
  );

  it(
    'a worker is killed when it has put the website up, and the brief is deleted before its lease is over',
    async () => {
      const writer = await installation.startWorker();
      await installation.startApi();
      const client = await installation
        .client()
        .at(installation.urls.at(-1) ?? '')
        .signUp();
      const briefId = await aFinishedBrief(client);
      await writer.stop();
      const victim = await installation.startWorker({ FAILPOINTS: 'publishing:after-request' });
      await client.call('POST', CREATE, {
        json: { brief_id: briefId },
        headers: { prefer: 'respond-async' },
      });
      expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
      expect(await filesOf(briefId)).not.toEqual([]);

      const { status } = await client.call('DELETE', `/api/v1/business/brief/${briefId}`);

      expect(status).toBe(204);
      await untilDown(briefId);
      const heir = await installation.startWorker();
      await untilForgotten();
      expect(await filesOf(briefId)).toEqual([]);
      await heir.stop();
    },
    SCENARIO_MS,
  );
});
