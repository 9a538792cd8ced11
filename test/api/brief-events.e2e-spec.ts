import { describe, expect, it } from '@jest/globals';
import type {
  BriefEventsResponse,
  BriefStatusResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { type ServerSentEvent } from '../support/harness/server-sent-events.js';
import { waitFor } from '../support/harness/wait-for.js';
import { briefsUnderTest } from './briefs-under-test.js';

const MOST_STREAMS = 3;

describe('briefs', () => {
  const suite = briefsUnderTest({ EVENT_STREAMS_PER_PERSON: String(MOST_STREAMS) });
  const { asAwa, post, briefPath, started, read, finished, expectProblem, eventsOf } = suite;

  describe('events', () => {
    const open = (briefId: string, headers: Record<string, string> = {}, query = '') =>
      suite.api.open(briefPath(briefId, `/events${query}`), { token: suite.awa.token, headers });
    const ids = (events: readonly ServerSentEvent[]) => events.map(({ id }) => id);

    it('come in pages after a cursor', async () => {
      const briefId = await finished();

      expect(await read<BriefEventsResponse>(briefId, '/events?limit=1')).toMatchObject({
        items: [{ id: 1 }],
        next: 1,
      });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=1')).toMatchObject({
        items: [{ id: 2, type: 'run.finished' }],
        next: 2,
      });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=2')).toEqual({ items: [], next: 2 });
      expect(await read<BriefEventsResponse>(briefId, '/events?after=77')).toEqual({ items: [], next: 77 });
    });

    it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'after=99999999999'])(
      'refuse ?%s',
      async (query) => {
        const { brief_id } = await started();

        expectProblem(await asAwa(briefPath(brief_id, `/events?${query}`)), 422, 'VALIDATION_ERROR');
      },
    );

    it('stream what is stored and close when no run is unfinished', async () => {
      const briefId = await finished();

      const response = await open(briefId);
      const events = await eventsOf(response);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect(response.headers.get('x-accel-buffering')).toBe('no');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(events.map(({ type }) => type)).toEqual(['run.started', 'run.finished']);
      const { items } = await read<BriefEventsResponse>(briefId, '/events');
      expect(events.map(({ data }) => data)).toEqual(items);
      expect(ids(events)).toEqual([1, 2]);
    });

    it('stream what comes, until the run has ended', async () => {
      const { brief_id } = await started();
      const response = await open(brief_id);
      const reading = eventsOf(response);

      await post(briefPath(brief_id, '/cancel'));
      const events = await reading;

      expect(events.at(0)).toMatchObject({ id: 1, type: 'run.started' });
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', data: { data: { status: 'cancelled' } } });
      expect(ids(events)).toEqual(events.map((_, index) => index + 1));
    });

    it('go on after the last id that a client has seen', async () => {
      const briefId = await finished();

      expect(ids(await eventsOf(await open(briefId, { 'last-event-id': '1' })))).toEqual([2]);
      expect(ids(await eventsOf(await open(briefId, {}, '?after=1')))).toEqual([2]);
      expect(ids(await eventsOf(await open(briefId, { 'last-event-id': '2' })))).toEqual([]);
    });

    it.each(['77', 'x', '-1', '99999999999999'])(
      'start again, after one resync, for the id %j',
      async (id) => {
        const briefId = await finished();

        const events = await eventsOf(await open(briefId, { 'last-event-id': id }));

        expect(events.map(({ type }) => type)).toEqual(['resync', 'run.started', 'run.finished']);
      },
    );

    it('do not end with the run of another version', async () => {
      const briefId = await finished();
      await asAwa(briefPath(briefId, '/regenerate'), { body: { regenerate_sections: ['logo'] } });
      const reading = eventsOf(await open(briefId));

      await post(briefPath(briefId, '/cancel'));
      const events = await reading;

      expect(events.slice(0, 3).map(({ type }) => type)).toEqual([
        'run.started',
        'run.finished',
        'run.started',
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', data: { data: { status: 'cancelled' } } });
    });

    it('are so many streams at a time for one person; one that ends makes room', async () => {
      const { brief_id } = await started();
      const leaving = Array.from({ length: MOST_STREAMS }, () => new AbortController());
      const streams = await Promise.all(
        leaving.map(({ signal }) =>
          suite.api.open(briefPath(brief_id, '/events'), { token: suite.awa.token, signal }),
        ),
      );
      expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));

      const over = await asAwa(briefPath(brief_id, '/events'), { headers: { accept: 'text/event-stream' } });

      expectProblem(over, 429, 'RATE_LIMITED');
      expect(over.json().details).toEqual({ policy: 'event-streams', limit: MOST_STREAMS });
      expect(over.headers.get('retry-after')).toBe('5');
      // A page is no stream, and the limit is nobody else's.
      expect((await asAwa(briefPath(brief_id, '/events'))).status).toBe(200);
      const others = await suite.api.call('/business/brief/generate', {
        token: suite.binta.token,
        body: aBrief(),
      });
      const bintas = new AbortController();
      const theirs = await suite.api.open(
        briefPath(others.json<{ brief_id: string }>().brief_id, '/events'),
        { token: suite.binta.token, signal: bintas.signal },
      );
      expect(theirs.status).toBe(200);
      bintas.abort();

      leaving[0]?.abort();
      await waitFor(
        async () => {
          const again = new AbortController();
          const { status } = await suite.api.open(briefPath(brief_id, '/events'), {
            token: suite.awa.token,
            signal: again.signal,
          });
          again.abort();
          return status === 200;
        },
        { timeoutMs: 5_000, what: 'room for a stream' },
      );
      for (const each of leaving) each.abort();
    });

    it('cancel nothing when a client hangs up', async () => {
      const { brief_id } = await started();
      const client = new AbortController();
      const response = await suite.api.open(briefPath(brief_id, '/events'), {
        token: suite.awa.token,
        signal: client.signal,
      });
      await response.body?.getReader().read();
      client.abort();

      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({ run_status: 'queued' });
    });
  });
});
