import { Retention } from '@genesis/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type {
  BriefEventsResponse,
  RunStartedResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ServerSentEvent, serverSentEvents } from '../support/harness/server-sent-events.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

describe('what retention leaves', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({ TESTING_MODE: 'true' });
    api = new ApiCaller(server.url);
    awa = await registerUser(api);
  });
  afterAll(() => server.close());

  const query = (sql: string, values: readonly unknown[]): Promise<unknown> =>
    server.app.get(DataSource).query(sql, [...values]);
  const call = (path: string, options: Call = {}) => api.call(path, { token: awa.token, ...options });

  /** Statements that wait for a lock. */
  const waiting = () =>
    query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      [],
    ) as Promise<object[]>;

  async function finished(): Promise<{ briefId: string; runId: string }> {
    const answer = await call('/business/brief/generate', { body: aBrief() });
    const { brief_id: briefId, run_id: runId } = answer.json<RunStartedResponse>();
    await finishRun(server.app, briefId);
    return { briefId, runId };
  }

  describe('of a brief that has expired', () => {
    let briefId: string;
    let path: string;

    beforeAll(async () => {
      ({ briefId } = await finished());
      path = `/business/brief/${briefId}`;
      await query(
        `UPDATE business_briefs SET updated_at = now() - interval '366 days', created_at = now() - interval '400 days'
          WHERE id = $1`,
        [briefId],
      );
      const rule = server.app.get(Retention).rules.find(({ name }) => name === 'briefs');
      expect(await rule?.prune(100)).toBe(1);
    });

    it.each([
      '',
      '?version=1',
      '/status',
      '/results',
      '/versions',
      '/events',
      '/files',
      '/files/logo/result.svg',
      '/cost',
    ])('is 410 at %j, and its time to live', async (rest) => {
      const answer = await call(`${path}${rest}`);

      expect(answer.status).toBe(410);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({
        status: 410,
        error: 'BRIEF_EXPIRED',
        detail: 'Ce brief a expiré.',
        details: { ttl_days: 400 },
      });
    });

    it('is 410 for a stream', async () => {
      expect((await api.open(`${path}/events`, { token: awa.token })).status).toBe(410);
    });

    it.each([
      ['/regenerate', { regenerate_sections: ['logo'] }],
      ['/cancel', {}],
    ])('is 410 at POST %s, which starts nothing', async (rest, body) => {
      expect((await call(`${path}${rest}`, { method: 'POST', body })).status).toBe(410);
    });

    it('is 410 for whoever wants to publish it', async () => {
      const answer = await call('/business/website/create', { body: { brief_id: briefId } });

      expect(answer.json()).toMatchObject({ status: 410, error: 'BRIEF_EXPIRED' });
    });

    it('is 410 for whoever wants to publish it in the moment in which it expires', async () => {
      const { briefId: late } = await finished();
      await query(`UPDATE brief_versions SET is_ready_for_website = true WHERE brief_id = $1`, [late]);
      const runner = server.app.get(DataSource).createQueryRunner();
      await runner.startTransaction();
      // What the retention does, and has not committed.
      await runner.query(`UPDATE business_briefs SET status = 'expired', expires_at = now() WHERE id = $1`, [
        late,
      ]);
      await runner.query(`DELETE FROM brief_versions WHERE brief_id = $1`, [late]);
      const asked = call('/business/website/create', { body: { brief_id: late } });
      await waitFor(async () => (await waiting()).length === 1, {
        timeoutMs: 5_000,
        what: 'the request to wait',
      });
      await runner.commitTransaction();
      await runner.release();
      expect((await asked).json()).toMatchObject({ status: 410, error: 'BRIEF_EXPIRED' });
    });

    it('is 410 at the route of the former service', async () => {
      expect((await call(`/genesis/business-brief/${briefId}`)).status).toBe(410);
    });

    it('is in no list', async () => {
      const { items } = (await call('/business/briefs')).json<{ items: { brief_id: string }[] }>();

      expect(items.map(({ brief_id }) => brief_id)).not.toContain(briefId);
    });

    it('is not found by anybody else', async () => {
      const binta = await registerUser(api);

      for (const rest of ['', '/status', '/events', '/files']) {
        expect((await call(`${path}${rest}`, { token: binta.token })).status).toBe(404);
      }
    });

    it('is gone for good once its owner deletes it', async () => {
      expect((await call(path, { method: 'DELETE' })).status).toBe(204);
      expect((await call(path)).status).toBe(404);
    });
  });

  describe('of a brief whose first run is gone', () => {
    let briefId: string;
    let first: string;

    beforeAll(async () => {
      ({ briefId, runId: first } = await finished());
      await call(`/business/brief/${briefId}/regenerate`, { body: { regenerate_sections: ['logo'] } });
      await finishRun(server.app, briefId);
      await query(`DELETE FROM agent_run WHERE id = $1`, [first]);
    });

    const page = async (parameters: string) =>
      (await call(`/business/brief/${briefId}/events${parameters}`)).json<BriefEventsResponse>();
    async function stream(after: string): Promise<readonly ServerSentEvent[]> {
      const headers = { 'last-event-id': after };
      const { body } = await api.open(`/business/brief/${briefId}/events`, { token: awa.token, headers });
      const events: ServerSentEvent[] = [];
      if (body) for await (const event of serverSentEvents(body)) events.push(event);
      return events;
    }

    it('pages begin with the first event that is left', async () => {
      expect((await page('')).items.map(({ id }) => id)).toEqual([3, 4]);
      expect(await page('?after=1&limit=1')).toMatchObject({ items: [{ id: 3 }], next: 3 });
    });

    it.each(['0', '1'])(
      'a stream after %s, which cannot be complete, begins with a resync',
      async (after) => {
        const events = await stream(after);

        expect(events.map(({ id }) => id)).toEqual([null, 3, 4]);
        expect(events[0]).toMatchObject({ type: 'resync', data: { last: 4 } });
      },
    );

    it.each([
      ['2', [3, 4]],
      ['3', [4]],
      ['4', []],
    ])('a stream after %s goes on', async (after, expected) => {
      expect((await stream(after)).map(({ id }) => id)).toEqual(expected);
    });

    it('the count goes on when nothing is left of the log', async () => {
      await query(`DELETE FROM agent_run WHERE brief_id = $1`, [briefId]);

      expect(await page('?after=4')).toEqual({ items: [], next: 4 });
      expect(await stream('4')).toEqual([]);
      expect((await stream('2')).map(({ type }) => type)).toEqual(['resync']);
      expect((await call(`/business/brief/${briefId}/status`)).json()).toMatchObject({
        status: 'completed',
        run_status: 'completed',
        progress: 100,
      });
      expect((await call(`/business/brief/${briefId}`)).json()).toMatchObject({ status: 'completed' });
      await call(`/business/brief/${briefId}/regenerate`, { body: { regenerate_sections: ['logo'] } });
      expect((await page('?after=4')).items[0]).toMatchObject({ id: 5, type: 'run.started' });
    });
  });
});
