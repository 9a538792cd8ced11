import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { retentionBench, AGES } from './retention-bench.js';

describe('retention', () => {
  const suite = retentionBench();
  const { rows, one, count, finished } = suite;

  describe('coaching sessions', () => {
    async function aSession(status: string, at: string, briefId: string | null = null): Promise<string> {
      const id = newId();
      await rows(
        `INSERT INTO coaching_sessions (id, owner_id, status, language, onboarding, facts, choices, brief_id, updated_at)
         VALUES ($1, $2, $3, 'fr', '{"business_name": "Sira"}', '{"vision": {"city": "Thiès"}}', '[{"id": "a"}]', $4, ${at})`,
        [id, await suite.bench.anOwner(), status, briefId],
      );
      await rows(
        `INSERT INTO coaching_steps (session_id, step, state, answer, reformulated, best, criteria, key_points, call)
         VALUES ($1, 'vision', 'accepted', 'Sira', 'Sira', '{"answer": "Sira"}', '[{"why": "Sira"}]', '["Sira"]', '{}'),
                ($1, 'mission', 'asking', NULL, NULL, NULL, '[]', '[]', NULL)`,
        [id],
      );
      await rows(
        `INSERT INTO coaching_turns (session_id, seq, role, step, text) VALUES ($1, 1, 'person', 'vision', 'Sira')`,
        [id],
      );
      return id;
    }
    const sessionOf = (id: string) =>
      one(`SELECT status, failure_reason, version FROM coaching_sessions WHERE id = $1`, [id]);

    it('without progress are closed after their time, unless their brief has gone on', async () => {
      const { young, old } = AGES(30);
      const [begun, under, fresh, complete] = [
        await aSession('initialized', old),
        await aSession('in_progress', old),
        await aSession('in_progress', young),
        await aSession('coaching_complete', old),
      ];
      const { briefId } = await finished();
      const generated = await aSession('in_progress', old, briefId);
      const judging = await aSession('in_progress', old);
      await rows(`UPDATE coaching_sessions SET judging_until = now() + interval '1 minute' WHERE id = $1`, [
        judging,
      ]);

      expect((await suite.job.round())['coaching_sessions']).toBe(2);

      for (const id of [begun, under]) {
        expect(await sessionOf(id)).toEqual({ status: 'failed', failure_reason: 'expired', version: 2 });
      }
      for (const id of [fresh, generated, judging]) {
        expect(await sessionOf(id)).toEqual({ status: 'in_progress', failure_reason: null, version: 1 });
      }
      expect(await sessionOf(complete)).toMatchObject({ status: 'coaching_complete' });
      expect(await count('coaching_turns', 'session_id = $1', [begun])).toBe(1);
    });

    it.each([
      ['draft', true],
      ['queued', false],
      ['in_progress', false],
      ['completed', false],
      ['partial', false],
      ['failed', true],
      ['cancelled', true],
    ])('whose brief is %s are closed after their time: %s', async (status, isClosed) => {
      const setStatus = (value: string) => rows(`UPDATE business_briefs SET status = $1`, [value]);
      const sessions = [
        await aSession('initialized', AGES(30).old, (await finished()).briefId),
        await aSession('in_progress', AGES(30).old, (await finished()).briefId),
      ];
      await setStatus(status);

      const closed = (await suite.job.round())['coaching_sessions'];
      await setStatus('completed');

      expect(closed).toBe(isClosed ? sessions.length : 0);
      const states = await Promise.all(sessions.map(sessionOf));
      expect(states.map((state) => (state as { status: string }).status)).toEqual(
        isClosed ? ['failed', 'failed'] : ['initialized', 'in_progress'],
      );
    });

    it.each(['coaching_complete', 'failed'])('that are %s are over already, and stay so', async (status) => {
      const id = await aSession(status, AGES(30).old);

      expect((await suite.job.round())['coaching_sessions']).toBe(0);

      expect(await sessionOf(id)).toMatchObject({ status, version: 1 });
    });

    it('lose every word after a year, and say where they stood', async () => {
      const { young, old } = AGES(365);
      const gone = [await aSession('coaching_complete', old), await aSession('in_progress', old)];
      const kept = await aSession('coaching_complete', young);

      expect((await suite.job.round())['coaching_texts']).toBe(2);

      for (const id of gone) {
        const left = await rows<{ all: string }>(
          `SELECT s::text || coalesce((SELECT string_agg(t::text, '') FROM coaching_steps t WHERE t.session_id = s.id), '')
                          || coalesce((SELECT string_agg(t::text, '') FROM coaching_turns t WHERE t.session_id = s.id), '') AS all
             FROM coaching_sessions s WHERE s.id = $1`,
          [id],
        );
        expect(left[0]?.all).toContain('accepted');
        expect(left[0]?.all).not.toMatch(/Sira|Thiès/);
        expect(await sessionOf(id)).toMatchObject({ status: 'failed', failure_reason: 'expired' });
      }
      expect(await count('coaching_turns', 'session_id = $1', [kept])).toBe(1);
      expect((await suite.job.round())['coaching_texts']).toBe(0);
    });
  });
});
