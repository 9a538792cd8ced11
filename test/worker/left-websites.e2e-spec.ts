import { lstat, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BriefsService, LeftWebsites } from '@genesis/briefs';
import { HostingPlatform } from '@genesis/integrations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aSite, callOptions } from '../../libs/integrations/src/hosting/hosting.contract.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type PublishableBrief, PublishingWorkbench, type PublishingWorker } from './publishing-workbench.js';

const CREATE = 'POST /api/v1/websites';

interface LeftRow {
  readonly owner_id: string;
  readonly provider: string | null;
  readonly url: string | null;
  readonly is_due: boolean;
}

describe('the website of a brief that is deleted', () => {
  let bench: PublishingWorkbench;
  let worker: PublishingWorker;
  let left: LeftWebsites;

  const remove = ({ briefId, ownerId }: PublishableBrief) =>
    worker.module.get(BriefsService, { strict: false }).delete(ownerId, briefId);

  async function leftOf({ briefId }: PublishableBrief): Promise<LeftRow | null> {
    const { rows } = await bench.db.query<LeftRow>(
      `SELECT owner_id, provider, url, due_at IS NOT NULL AS is_due FROM left_website WHERE brief_id = $1`,
      [briefId],
    );
    return rows[0] ?? null;
  }

  /** What a worker sees when all that it has to wait for is over. */
  const letTimePass = ({ briefId }: PublishableBrief) =>
    bench.db.query(
      `UPDATE left_website SET due_at = now() - interval '1 second', held_until = held_until - interval '2 hours'
        WHERE brief_id = $1 AND due_at IS NOT NULL`,
      [briefId],
    );

  const untilAsked = (publicationId: string) =>
    waitFor(async () => (await bench.publication(publicationId)).attempts === 1, {
      what: 'the request to be noted',
      timeoutMs: 10_000,
      everyMs: 1,
    });

  describe('in a folder', () => {
    let parent: string;
    let folder: string;

    beforeAll(async () => {
      parent = await mkdtemp(path.join(tmpdir(), 'genesis-left-'));
      folder = path.join(parent, 'sites');
      bench = await PublishingWorkbench.open({ HOSTING: 'folder', PUBLISH_FOLDER: folder });
      worker = await bench.startWorker();
      left = worker.module.get(LeftWebsites, { strict: false });
    }, 60_000);

    afterAll(async () => {
      await bench.close();
      await rm(parent, { recursive: true });
    });

    /** Everything in the folder that belongs to a brief, what is not shown included. */
    const filesOf = async ({ briefId }: PublishableBrief) =>
      (await readdir(folder, { recursive: true })).filter((name) => name.includes(briefId));

    it('goes with it, with all its versions', async () => {
      const brief = await bench.aBrief(worker);
      const other = await bench.aBrief(worker);
      for (const each of [brief, other]) await worker.publish(each);
      await bench.aNewVersion(worker, brief);
      await worker.publish(brief);

      await remove(brief);

      expect(await filesOf(brief)).toEqual([]);
      expect(await leftOf(brief)).toBeNull();
      expect((await lstat(path.join(folder, other.briefId))).isSymbolicLink()).toBe(true);
    });

    it('leaves nothing to do where nothing was ever sent', async () => {
      const brief = await bench.aBrief(worker);
      const { publicationId } = await worker.ask(brief);

      await remove(brief);

      expect(await leftOf(brief)).toBeNull();
      expect(await worker.runner.execute(publicationId)).toBe('nothing_to_do');
    });

    it('goes with the brief also where only a try that failed has left it', async () => {
      const brief = await bench.aBrief(worker);
      const { publicationId } = await worker.publish(brief);
      await bench.db.query(
        `UPDATE publication SET status = 'failed', error = '{"code":"PUBLICATION_CRASHED","kind":"internal"}' WHERE id = $1`,
        [publicationId],
      );
      await bench.db.query(
        `UPDATE website SET provider = NULL, hosted_id = NULL, live_version = NULL, url = NULL WHERE brief_id = $1`,
        [brief.briefId],
      );

      await remove(brief);

      expect(await filesOf(brief)).toEqual([]);
    });

    it('goes in a later turn when the folder could not be used, and holds up no other', async () => {
      const brief = await bench.aBrief(worker);
      await worker.publish(brief);
      await rename(folder, `${folder}-away`);
      await writeFile(folder, 'no folder');

      await remove(brief);

      expect(await leftOf(brief)).toMatchObject({
        owner_id: brief.ownerId,
        provider: 'folder',
        is_due: true,
      });
      await letTimePass(brief);
      expect(await left.takeDownDue(10)).toBe(0);
      await rm(folder);
      await rename(`${folder}-away`, folder);
      // Its turn comes in a minute.
      expect(await left.takeDownDue(10)).toBe(0);
      expect(await filesOf(brief)).not.toEqual([]);
      await letTimePass(brief);
      expect(await left.takeDownDue(10)).toBe(1);
      expect(await filesOf(brief)).toEqual([]);
      expect(await leftOf(brief)).toBeNull();
    });

    it('is not forgotten before a worker that died on it can have put it up for the last time', async () => {
      const brief = await bench.aBrief(worker);
      const { publicationId } = await worker.publish(brief);
      await bench.db.query(
        `UPDATE publication SET status = 'publishing', lease_expires_at = now() + interval '1 hour' WHERE id = $1`,
        [publicationId],
      );

      await remove(brief);

      expect(await filesOf(brief)).toEqual([]);
      expect(await leftOf(brief)).toMatchObject({ is_due: true });
      // What the other worker does before it dies.
      const hosting = worker.module.get(HostingPlatform, { strict: false });
      await hosting.create(aSite({ briefId: brief.briefId }), callOptions());
      expect(await left.takeDownDue(10)).toBe(0);
      await letTimePass(brief);
      expect(await left.takeDownDue(10)).toBe(1);
      expect(await filesOf(brief)).toEqual([]);
      expect(await leftOf(brief)).toBeNull();
    });

    it('is gone when a worker was just publishing it', async () => {
      for (let n = 0; n < 5; n += 1) {
        const brief = await bench.aBrief(worker);
        const { publicationId } = await worker.ask(brief);
        const carried = worker.runner.execute(publicationId);
        await untilAsked(publicationId);

        await remove(brief);
        await carried;

        expect(await filesOf(brief)).toEqual([]);
        await letTimePass(brief);
        await left.takeDownDue(10);
        expect(await leftOf(brief)).toBeNull();
      }
    });

    it('is taken down by the worker that has put it up for a brief and an owner that are gone', async () => {
      const brief = await bench.aBrief(worker);
      const hosting = worker.module.get(HostingPlatform, { strict: false });
      await bench.db.query(`DELETE FROM users WHERE id = $1`, [brief.ownerId]);
      const site = await hosting.create(aSite({ briefId: brief.briefId }), callOptions());

      await left.clearAfter(brief, site);

      expect(await filesOf(brief)).toEqual([]);
      expect(await leftOf(brief)).toBeNull();
    });

    it('stays while its brief is there, whoever has lost a lease', async () => {
      const brief = await bench.aBrief(worker);
      const { url } = await worker.publish(brief);

      await left.clearAfter(brief, { id: brief.briefId, url, status: 'live', reference: null });

      expect(await filesOf(brief)).not.toEqual([]);
      expect(await leftOf(brief)).toBeNull();
    });
  });

  describe('on DigitalCloud360, which has no call that takes one down', () => {
    beforeAll(async () => {
      bench = await PublishingWorkbench.open();
      worker = await bench.startWorker();
      left = worker.module.get(LeftWebsites, { strict: false });
    }, 60_000);

    beforeEach(() => bench.reset());

    afterAll(() => bench.close());

    it('is remembered for its owner, and nobody tries again', async () => {
      const brief = await bench.aBrief(worker);
      const { url } = await worker.publish(brief);

      await remove(brief);

      expect(await leftOf(brief)).toEqual({
        owner_id: brief.ownerId,
        provider: 'dc360',
        url,
        is_due: false,
      });
      expect(bench.dc360.websites).toHaveLength(1);
    });

    it('is remembered with the address that is answered after the brief is gone', async () => {
      const brief = await bench.aBrief(worker);
      const { publicationId } = await worker.ask(brief);
      bench.dc360.play({ behaviour: { kind: 'slow', latencyMs: 800 }, routeIncludes: CREATE });
      const carried = worker.runner.execute(publicationId);
      await waitFor(() => bench.dc360.receivedAt(CREATE).length === 1, {
        what: 'the request',
        timeoutMs: 10_000,
      });

      await remove(brief);
      expect(await leftOf(brief)).toMatchObject({ provider: null, url: null, is_due: true });

      expect(await carried).toBe('lease_lost');
      const [site] = bench.dc360.websites;
      expect(bench.dc360.websites).toHaveLength(1);
      expect(await leftOf(brief)).toEqual({
        owner_id: brief.ownerId,
        provider: 'dc360',
        url: site?.url,
        is_due: false,
      });
    });

    it('is not remembered where a try that failed has left nothing that could be named', async () => {
      const brief = await bench.aBrief(worker);
      bench.dc360.play({ behaviour: { kind: 'status', status: 503 }, routeIncludes: CREATE, times: null });
      expect((await worker.publish(brief)).status).toBe('failed');

      await remove(brief);

      expect(await leftOf(brief)).toBeNull();
    });
  });
});
