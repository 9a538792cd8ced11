import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type {
  CoachingResponse,
  OnboardedResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { Answer } from '../support/builders/api-caller.js';
import { untilWaitsForLock } from '../support/harness/lock-wait.js';
import { type ServerSentEvent, serverSentEvents } from '../support/harness/server-sent-events.js';
import { coachUnderTest, GOOD } from './coach-under-test.js';

const REPLAYED = 'idempotent-replayed';
const ONBOARDING = { sector: 'restaurant', logo_source: 'later' };

describe('the coach', () => {
  const suite = coachUnderTest();
  const { asAwa, step, ok, begun, drafted, expectProblem } = suite;

  const db = () => suite.server.app.get(DataSource);
  const isReplay = ({ headers }: Answer) => headers.get(REPLAYED) === 'true';
  const remove = async (sessionId: string) => {
    const call = { method: 'DELETE', headers: { 'if-match': '*' } };
    expect((await asAwa(`/session/${sessionId}`, call)).status).toBe(204);
  };
  const keptFor = async (key: string): Promise<number> =>
    (await db().query<unknown[]>(`SELECT 1 FROM idempotency_keys WHERE key = $1`, [key])).length;
  const generated = (session_id: string) =>
    suite.api.call('/business/brief/generate', {
      token: suite.awa.token,
      body: { coaching_session_id: session_id },
    });
  async function streamed(
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly headers: Headers; readonly events: readonly ServerSentEvent[] }> {
    const answer = await fetch(`${suite.server.url}/api/v1/coaching/step`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${suite.awa.token}`,
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    const events: ServerSentEvent[] = [];
    for await (const event of serverSentEvents(answer.body!)) events.push(event);
    return { headers: answer.headers, events };
  }

  describe('a call that comes again after its session was deleted', () => {
    it.each([
      ['/step', { user_response: GOOD.vision }],
      ['/reformulate', { text: 'euh je vend du poisson fumé au resto de bonapriso le matin' }],
      ['/generate-proposals', {}],
    ])('%s finds no session, and nothing that was said is left', async (path, told) => {
      const { session_id } = await begun();
      const key = newId();
      const call = { body: { ...told, session_id }, headers: { 'idempotency-key': key } };
      await ok(asAwa(path, call));
      expect(isReplay(await asAwa(path, call))).toBe(true);

      await remove(session_id);

      expect(await keptFor(key)).toBe(0);
      const again = await asAwa(path, call);
      expectProblem(again, 404, 'SESSION_NOT_FOUND');
      expect(isReplay(again)).toBe(false);
      expect(await keptFor(key)).toBe(0);
    });

    it.each([
      ['/start', {}, 200],
      ['/onboarding', ONBOARDING, 201],
    ] as const)('%s begins another one', async (path, body, status) => {
      const call = { body, headers: { 'idempotency-key': newId() } };
      const first = await ok<OnboardedResponse>(asAwa(path, call), status);
      await remove(first.session_id);

      const again = await asAwa(path, call);

      expect([again.status, isReplay(again)]).toEqual([status, false]);
      expect(again.json<OnboardedResponse>().session_id).not.toBe(first.session_id);
    });

    it('is not concerned when it was another session, or somebody else’s key', async () => {
      const [one, other] = [await begun(), await begun()];
      const theirs = await suite.api.call('/coaching/start', { token: suite.binta.token, body: {} });
      const key = newId();
      const headers = { 'idempotency-key': key };
      const text = 'euh je vend du poisson fumé';
      const reformulate = { body: { session_id: other.session_id, text }, headers };
      const answer = { session_id: theirs.json<CoachingResponse>().session_id, user_response: GOOD.vision };
      const bintas = { token: suite.binta.token, body: answer, headers };
      await ok(step({ session_id: one.session_id, user_response: GOOD.vision }, headers));
      await ok(asAwa('/reformulate', reformulate));
      await ok(suite.api.call('/coaching/step', bintas));

      await remove(one.session_id);

      expect(await keptFor(key)).toBe(2);
      expect(isReplay(await asAwa('/reformulate', reformulate))).toBe(true);
      expect(isReplay(await suite.api.call('/coaching/step', bintas))).toBe(true);
    });

    it('keeps its answers while the session was not deleted, for it had changed', async () => {
      const { session_id } = await begun();
      const key = newId();
      await ok(step({ session_id, user_response: GOOD.vision }, { 'idempotency-key': key }));

      const stale = { method: 'DELETE', headers: { 'if-match': '"0"' } };
      expectProblem(await asAwa(`/session/${session_id}`, stale), 412, 'PRECONDITION_FAILED');

      expect(await keptFor(key)).toBe(1);
    });
  });

  describe('a call that comes again', () => {
    it.each([
      ['/start', {}],
      ['/onboarding', ONBOARDING],
    ])('to %s says so, and leads to the same session', async (path, body) => {
      const call = { body, headers: { 'idempotency-key': newId() } };
      const first = await asAwa(path, call);
      const second = await asAwa(path, call);

      expect([isReplay(first), isReplay(second)]).toEqual([false, true]);
      expect(second.json<OnboardedResponse>().session_id).toBe(first.json<OnboardedResponse>().session_id);
    });

    it('to /start with a session is none: it goes on there', async () => {
      const { session_id } = await begun();
      const call = { body: { session_id }, headers: { 'idempotency-key': newId() } };
      await asAwa('/start', call);

      expect(isReplay(await asAwa('/start', call))).toBe(false);
    });

    it('to /step says so in JSON and as a stream, with the same answer', async () => {
      const { session_id } = await begun();
      const headers = { 'idempotency-key': newId() };
      const body = { session_id, user_response: GOOD.vision };

      const first = await streamed(body, headers);
      const second = await streamed(body, headers);
      const third = await step(body, headers);

      expect(first.headers.get(REPLAYED)).toBeNull();
      expect(second.headers.get(REPLAYED)).toBe('true');
      expect(isReplay(third)).toBe(true);
      expect(second.events).toEqual(first.events);
      expect(second.events.at(-1)?.data).toEqual(third.json());
    });

    it.each([
      ['/start', {}, 200],
      ['/onboarding', ONBOARDING, 201],
    ] as const)('to %s at the same time begins one session', async (path, body, status) => {
      const call = { body, headers: { 'idempotency-key': newId() } };

      const all = await Promise.all(Array.from({ length: 8 }, () => asAwa(path, call)));

      const begun = all.filter((answer) => answer.status === status);
      expect(new Set(begun.map((answer) => answer.json<OnboardedResponse>().session_id)).size).toBe(1);
      for (const answer of all)
        if (answer.status !== status) expectProblem(answer, 409, 'IDEMPOTENCY_IN_FLIGHT');
    });
  });

  describe('a stream', () => {
    it('thinks in the language of the session, not in that of the account', async () => {
      const { session_id } = await begun({ language: 'en' });
      const english = await streamed({ session_id, user_response: GOOD.vision }, { 'accept-language': 'fr' });
      const french = await streamed({
        session_id: (await begun({ language: 'fr' })).session_id,
        user_response: GOOD.vision,
      });

      expect([english, french].map(({ events }) => events[0])).toEqual([
        { id: null, type: 'thinking', data: { text: 'I am reading your answer…' } },
        { id: null, type: 'thinking', data: { text: 'Je lis ta réponse…' } },
      ]);
    });
  });

  describe('two generations of one session', () => {
    it('are one: the other is told that it is running, not of a step', async () => {
      const { session_id } = await drafted();
      const holder = db().createQueryRunner();
      await holder.connect();
      try {
        await holder.startTransaction();
        await holder.query(`SELECT id FROM coaching_sessions WHERE id = $1 FOR UPDATE`, [session_id]);
        const both = Promise.all([generated(session_id), generated(session_id)]);
        // Both have read the session as it was.
        await untilWaitsForLock(async (sql) => {
          const rows = await db().query<{ query: string }[]>(sql);
          return rows.length < 2 ? [] : rows;
        }, /UPDATE coaching_sessions SET version/);
        await holder.rollbackTransaction();

        const [late, started] = (await both).sort((one, other) => other.status - one.status);
        expect(started.status).toBe(202);
        expectProblem(late, 409, 'GENERATION_RUNNING');
      } finally {
        await holder.release();
      }
    });

    it('wait for an answer that is being judged', async () => {
      const { session_id } = await drafted();
      await db().query(
        `UPDATE coaching_sessions SET judging_until = now() + interval '1 minute' WHERE id = $1`,
        [session_id],
      );

      const answer = await generated(session_id);

      const { details } = expectProblem(answer, 409, 'CONFLICT');
      expect(details).toMatchObject({ session_id, status: 'coaching_complete' });
      expect(answer.headers.get('retry-after')).toBe('1');
    });
  });
});
