import { createHash } from 'node:crypto';
import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { retentionBench, AGES } from './retention-bench.js';

describe('retention', () => {
  const suite = retentionBench();
  const { rows, count, finished, regenerated, changedAt, briefOf } = suite;

  describe('briefs', () => {
    const { young, old } = AGES(365);

    it('expire after their time: only the id is left', async () => {
      const gone = await finished();
      const kept = await finished();
      await changedAt(gone.briefId, old);
      await changedAt(kept.briefId, young);
      await aPicture(gone);
      const others = await aPicture(kept);
      const before = await briefOf(gone.briefId);

      expect((await suite.job.round())['briefs']).toBe(1);

      expect(await briefOf(gone.briefId)).toEqual({ ...before, status: 'expired', business_name: '' });
      for (const table of ['brief_versions', 'agent_run', 'run_event', 'artifact', 'asset']) {
        expect(await count(table, 'brief_id = $1', [gone.briefId])).toBe(0);
      }
      expect(await readdir(suite.pictures)).toEqual([others]);
      expect((await briefOf(kept.briefId)).status).toBe('completed');
      expect(await count('artifact', 'brief_id = $1', [kept.briefId])).toBeGreaterThan(0);
      // Once only.
      await changedAt(gone.briefId, old);
      expect((await suite.job.round())['briefs']).toBe(0);
    });

    it('stay while a website is made of them', async () => {
      const hosted = await finished();
      const onItsWay = await finished();
      const failed = await finished();
      for (const { briefId } of [hosted, onItsWay, failed]) await changedAt(briefId, old);
      await aWebsite(hosted.briefId, { hosted: true, publication: 'published' });
      await aWebsite(onItsWay.briefId, { hosted: false, publication: 'queued' });
      await aWebsite(failed.briefId, { hosted: false, publication: 'failed' });

      expect((await suite.job.round())['briefs']).toBe(1);

      expect((await briefOf(hosted.briefId)).status).toBe('completed');
      expect((await briefOf(onItsWay.briefId)).status).toBe('completed');
      expect((await briefOf(failed.briefId)).status).toBe('expired');
      expect(await count('website', 'brief_id = $1', [failed.briefId])).toBe(0);
      expect(await count('left_website', 'brief_id = $1', [failed.briefId])).toBe(0);
    });

    it('leave a website to be taken down that a try to publish which failed may have put up', async () => {
      const { briefId, ownerId } = await finished();
      await changedAt(briefId, old);
      await aWebsite(briefId, { hosted: false, publication: 'failed', attempts: 1 });

      expect((await suite.job.round())['briefs']).toBe(1);

      const due = `brief_id = $1 AND owner_id = $2 AND due_at IS NOT NULL`;
      expect(await count('left_website', due, [briefId, ownerId])).toBe(1);
    });

    it('stay when somebody has just begun a run of them', async () => {
      const { briefId, ownerId } = await finished();
      await changedAt(briefId, old);
      const blocker = await suite.bench.db.connect();
      await blocker.query('BEGIN');
      await blocker.query(`UPDATE business_briefs SET updated_at = now() WHERE id = $1`, [briefId]);

      expect((await suite.job.round())['briefs']).toBe(0);

      await blocker.query('COMMIT');
      blocker.release();
      await regenerated(briefId, ownerId);
      expect((await suite.job.round())['briefs']).toBe(0);
    });

    it('lose the results of versions that five newer ones have replaced', async () => {
      const { briefId, ownerId } = await finished();
      for (let n = 0; n < 6; n += 1) await regenerated(briefId, ownerId);
      await aWebsite(briefId, { hosted: true, publication: 'published' });

      expect((await suite.job.round())['brief_results']).toBe(1);

      expect(
        await rows(
          `SELECT v.version, v.content_generation IS NOT NULL AS has_results, v.is_ready_for_website AS is_ready,
                  (SELECT count(*) > 0 FROM artifact a WHERE a.brief_id = v.brief_id AND a.version = v.version) AS has_files
             FROM brief_versions v WHERE v.brief_id = $1 ORDER BY v.version LIMIT 3`,
          [briefId],
        ),
      ).toEqual([
        // Published: one may go back to it.
        { version: 1, has_results: true, has_files: true, is_ready: expect.any(Boolean) },
        { version: 2, has_results: false, has_files: false, is_ready: false },
        { version: 3, has_results: true, has_files: true, is_ready: expect.any(Boolean) },
      ]);
      expect((await suite.job.round())['brief_results']).toBe(0);
    });

    it('keep the results of the version that is shown, however old it is', async () => {
      const { briefId, ownerId } = await finished();
      for (let n = 0; n < 6; n += 1) await regenerated(briefId, ownerId);
      await rows(`UPDATE business_briefs SET current_version = 1 WHERE id = $1`, [briefId]);

      expect((await suite.job.round())['brief_results']).toBe(1);

      expect(
        await rows(
          `SELECT version FROM brief_versions WHERE brief_id = $1 AND results_removed_at IS NOT NULL`,
          [briefId],
        ),
      ).toEqual([{ version: 2 }]);
    });

    async function aWebsite(
      briefId: string,
      {
        hosted,
        publication,
        attempts = 0,
      }: { readonly hosted: boolean; readonly publication: string; readonly attempts?: number },
    ): Promise<void> {
      const websiteId = newId();
      await rows(`INSERT INTO website (id, brief_id, hosted_id, live_version) VALUES ($1, $2, $3, $4)`, [
        websiteId,
        briefId,
        hosted ? 'h' : null,
        hosted ? 1 : null,
      ]);
      await rows(
        `INSERT INTO publication (id, website_id, brief_id, version, status, reference, error, attempts)
         VALUES ($1, $2, $3, 1, $4, 'r', $5, $6)`,
        [newId(), websiteId, briefId, publication, publication === 'failed' ? '{}' : null, attempts],
      );
    }

    /** @returns the name of its file */
    async function aPicture({ briefId, ownerId }: { briefId: string; ownerId: string }): Promise<string> {
      const sha256 = createHash('sha256').update(briefId).digest('hex');
      const key = `${sha256}.png`;
      await rows(
        `INSERT INTO asset (id, owner_id, brief_id, kind, key, sha256, media_type, size, width, height)
         VALUES ($1, $2, $3, 'logo', $4, $5, 'image/png', 1, 1, 1)`,
        [newId(), ownerId, briefId, key, sha256],
      );
      await writeFile(path.join(suite.pictures, key), 'x');
      return key;
    }
  });
});
