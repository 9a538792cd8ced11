import { Draining } from '@genesis/health';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { DataSource } from 'typeorm';
import type {
  BriefListResponse,
  BusinessBriefResponse,
  RunStartedResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { announceNews } from '../support/builders/service-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const GENERATE = '/business/brief/generate';

describe('Prefer: wait', () => {
  let server: ApiUnderTest;
  let api: ApiCaller;

  beforeAll(async () => {
    server = await startApi();
    api = new ApiCaller(server.url);
  });
  afterAll(() => server.close());

  const generate = (user: RegisteredUser, headers: Record<string, string>) =>
    api.call(GENERATE, { token: user.token, body: aBrief(), headers });
  /** Each wait ends with the process. */
  const waiting = () => getEventListeners(server.app.get(Draining).signal, 'abort').length;
  async function newestOf(user: RegisteredUser): Promise<string> {
    return waitFor(
      async () => {
        const list = await api.call('/business/briefs', { token: user.token });
        return list.json<BriefListResponse>().items[0]?.brief_id;
      },
      { timeoutMs: 5_000, what: 'a brief' },
    );
  }
  async function finish(briefId: string): Promise<void> {
    await finishRun(server.app, briefId);
    announceNews(server.app, briefId);
  }

  it('answers 201 with the brief as soon as the run has ended', async () => {
    const user = await registerUser(api);
    const startedAtMs = performance.now();
    const pending = generate(user, { prefer: 'wait=30' });
    const briefId = await newestOf(user);
    await finish(briefId);
    const answer = await pending;

    expect(answer.status).toBe(201);
    expectWithin('the answer', performance.now() - startedAtMs, 30_000);
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
    expect(answer.headers.get('location')).toBe(`/api/v1/business/brief/${briefId}`);
    const read = await api.call(`/business/brief/${briefId}`, { token: user.token });
    expect(answer.json()).toEqual(read.json());
  });

  it('answers 202 as ever when the time is up', async () => {
    const user = await registerUser(api);
    const answer = await generate(user, { prefer: 'wait=1' });

    expect(answer.status).toBe(202);
    const run = answer.json<RunStartedResponse>();
    expect(run).toMatchObject({ status: 'queued', run_id: expect.any(String) });
    expect(answer.headers.get('location')).toBe(run.status_url);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('says where the run stands when the time is up', async () => {
    const user = await registerUser(api);
    const pending = generate(user, { prefer: 'wait=2' });
    const briefId = await newestOf(user);
    await server.app
      .get(DataSource)
      .query(
        `UPDATE agent_run SET status = 'running', fence = 1, lease_expires_at = now() + interval '1 hour' WHERE brief_id = $1`,
        [briefId],
      );
    expect((await pending).json<RunStartedResponse>().status).toBe('running');
  });

  it.each([
    ['nothing', null],
    ['respond-async', 'respond-async'],
    ['a wait that is none', 'wait=soon'],
    ['a negative wait', 'wait=-5'],
    ['a wait of nothing', 'wait='],
    ['another preference', 'return=minimal'],
    ['rubbish', ';;,"'],
  ])('answers 202 at once to %s', async (_, prefer) => {
    const user = await registerUser(api);
    const startedAtMs = performance.now();
    const answer = await generate(user, prefer === null ? {} : { prefer });

    expect(answer.status).toBe(202);
    expectWithin('the answer', performance.now() - startedAtMs, 5_000);
    expect(answer.headers.get('preference-applied')).toBeNull();
  });

  it('waits for a regeneration, and answers with the new version', async () => {
    const user = await registerUser(api);
    const { brief_id: briefId } = (await generate(user, {})).json<RunStartedResponse>();
    await finish(briefId);
    const pending = api.call(`/business/brief/${briefId}/regenerate`, {
      token: user.token,
      body: { regenerate_sections: ['logo'] },
      headers: { prefer: 'wait=30' },
    });
    await waitFor(
      async () => {
        const status = await api.call(`/business/brief/${briefId}/status`, { token: user.token });
        return status.json().run_status === 'queued';
      },
      { timeoutMs: 5_000, what: 'the second run' },
    );
    await finish(briefId);
    const answer = await pending;

    expect(answer.status).toBe(201);
    expect(answer.json<BusinessBriefResponse>()).toMatchObject({ brief_id: briefId, version: 2 });
  });

  it('waits for a run that an earlier call with the same key started', async () => {
    const user = await registerUser(api);
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = (await generate(user, headers)).json<RunStartedResponse>();
    const pending = generate(user, { ...headers, prefer: 'wait=30' });
    await finish(first.brief_id);
    const answer = await pending;

    expect(answer.status).toBe(201);
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    expect(answer.json<BusinessBriefResponse>().brief_id).toBe(first.brief_id);
  });

  it('ends when the run is cancelled', async () => {
    const user = await registerUser(api);
    const pending = generate(user, { prefer: 'wait=30' });
    const briefId = await newestOf(user);
    await api.call(`/business/brief/${briefId}/cancel`, { method: 'POST', token: user.token });
    announceNews(server.app, briefId);
    const answer = await pending;

    expect(answer.status).toBe(201);
    expect(answer.json<BusinessBriefResponse>().status).toBe('cancelled');
  });

  it('ends when the brief is deleted', async () => {
    const user = await registerUser(api);
    const pending = generate(user, { prefer: 'wait=30' });
    const briefId = await newestOf(user);
    await api.call(`/business/brief/${briefId}`, { method: 'DELETE', token: user.token });
    announceNews(server.app, briefId);

    // The run ends a moment before its brief is gone.
    expect([201, 404]).toContain((await pending).status);
  });

  it('cancels nothing when the client goes away, and does not wait on', async () => {
    const user = await registerUser(api);
    const leaving = new AbortController();
    const pending = fetch(`${server.url}/api/v1${GENERATE}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${user.token}`,
        'content-type': 'application/json',
        prefer: 'wait=60',
      },
      body: JSON.stringify(aBrief()),
      signal: leaving.signal,
    });
    const briefId = await newestOf(user);
    await waitFor(() => waiting() === 1, { timeoutMs: 5_000, what: 'the wait' });
    leaving.abort();
    await expect(pending).rejects.toThrow();

    await waitFor(() => waiting() === 0, { timeoutMs: 10_000, what: 'the end of the wait' });
    const [run] = await server.app
      .get(DataSource)
      .query<{ status: string }[]>(`SELECT status FROM agent_run WHERE brief_id = $1`, [briefId]);
    expect(run?.status).toBe('queued');
  });

  it('holds no connection to the database for those who wait', async () => {
    const user = await registerUser(api);
    const { brief_id: briefId } = (
      await generate(user, { 'idempotency-key': 'many' })
    ).json<RunStartedResponse>();
    const pending = Array.from({ length: 200 }, () =>
      generate(user, { 'idempotency-key': 'many', prefer: 'wait=60' }),
    );
    const answers: Promise<Answer[]> = Promise.all(pending);
    // They would need all connections many times over.
    for (let i = 0; i < 5; i += 1) {
      expect((await api.call('/business/briefs', { token: user.token })).status).toBe(200);
    }
    await finish(briefId);

    const statuses = (await answers).map(({ status }) => status);
    // Of many first looks at one key some meet each other, which is not what is asked here.
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
  });
});

describe('Prefer: wait, while the process drains', () => {
  it('answers 202 at once', async () => {
    const server = await startApi();
    try {
      const api = new ApiCaller(server.url);
      const user = await registerUser(api);
      const pending = api.call(GENERATE, {
        token: user.token,
        body: aBrief(),
        headers: { prefer: 'wait=60' },
      });
      await waitFor(
        async () => {
          const list = await api.call('/business/briefs', { token: user.token });
          return list.json<BriefListResponse>().items.length > 0;
        },
        { timeoutMs: 5_000, what: 'the run to be there' },
      );
      server.app.get(Draining).begin();
      const startedAtMs = performance.now();

      expect((await pending).status).toBe(202);
      expectWithin('the answer', performance.now() - startedAtMs, 20_000);
    } finally {
      await server.close();
    }
  });
});
