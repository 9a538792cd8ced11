import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { EventReader, expectGapFree } from './event-reader.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { keptBytesOf, metricOf, residentBytesOf } from './process-usage.js';
import { lastEndAfter, runIdsOf, startRuns, untilCompleted } from './run-progress.js';

const MEGABYTE = 1024 * 1024;
const IDLE = 1_000;
/** Those of the idle ones that stay until the end. */
const PATIENT = 50;
const BRIEFS = 10;
/** What a thousand open streams may take. */
const MOST_OPEN_BYTES = 150 * MEGABYTE;
/** What may be left after they have gone. */
const MOST_LEFT_BYTES = 15 * MEGABYTE;
/** Of /health/live beside them, on a machine that does other things too. */
const HEALTH_MS = 1_000;
const SLOW_READERS = 8;
/** Events of the long log, and characters in each: more than the system takes in for a reader. */
const LONG_LOG = 10_000;
const LONG_EVENT = 3_000;
/** A few pages for each. Without backpressure it is the whole log for each. */
const MOST_BUFFERED_BYTES = 40 * MEGABYTE;

const STREAMS = 'genesis_ai_event_streams';

describe('event streams', () => {
  let servers: PrivateServers;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 100, max: 300 } });
  }, SCENARIO_MS);

  afterAll(() => servers.stop(), SCENARIO_MS);

  async function withInstallation(
    scenario: (installation: Installation, client: ApiClient) => Promise<void>,
  ): Promise<void> {
    // What is left over shows when the heap can be swept from outside.
    const installation = await servers.install({
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
      // One person stands for a thousand.
      EVENT_STREAMS_PER_PERSON: String(IDLE + PATIENT),
    });
    try {
      await installation.startApi();
      await scenario(installation, await installation.client().signUp());
    } finally {
      await installation.close();
    }
  }

  it(
    'R29: a thousand idle streams: memory is flat, health answers, those who stay miss nothing, those who go leave nothing',
    () =>
      withInstallation(async (installation, client) => {
        const api = await installation.startApi();
        const url = installation.urls.at(-1) ?? '';
        const runs = await startRuns(client, BRIEFS);
        const open = (count: number) =>
          Promise.all(
            Array.from({ length: count }, (_value, at) =>
              EventReader.open({ url, briefId: runs[at % BRIEFS]!.brief_id, token: client.accessToken }),
            ),
          );
        const untilOpen = (count: number) =>
          waitFor(async () => (await metricOf(api, STREAMS)) === count, {
            timeoutMs: 60_000,
            what: `${count} open streams`,
          });
        // Whatever is made once is made by the first ones.
        for (const reader of await open(PATIENT)) reader.leave();
        await untilOpen(0);
        const [keptBefore, residentBefore] = [await keptBytesOf(api), await residentBytesOf(api)];

        const readers = await open(IDLE);
        await untilOpen(IDLE);
        const healthMs: number[] = [];
        for (let asked = 0; asked < 50; asked += 1) {
          const since = performance.now();
          expect((await fetch(`${url}/health/live`)).status).toBe(200);
          healthMs.push(performance.now() - since);
        }
        const residentOpen = await residentBytesOf(api);
        for (const reader of readers.slice(PATIENT)) reader.leave();
        const staying = readers.slice(0, PATIENT);
        await untilOpen(PATIENT);

        const startedAt = Date.now();
        await installation.startWorker();
        const states = await untilCompleted(installation, runIdsOf(runs));
        await Promise.all(staying.map((reader) => reader.ended));
        await untilOpen(0);
        const left = (await keptBytesOf(api)) - keptBefore;

        for (const reader of staying) expectGapFree(reader.events);
        expect(left).toBeLessThanOrEqual(MOST_LEFT_BYTES);
        expect(residentOpen - residentBefore).toBeLessThanOrEqual(MOST_OPEN_BYTES);
        expectWithin('the slowest look at the health', Math.max(...healthMs), HEALTH_MS);
        process.stdout.write(
          `${IDLE} streams: resident +${Math.round((residentOpen - residentBefore) / MEGABYTE)} MB, ` +
            `left of them ${Math.round(left / MEGABYTE)} MB, health ${Math.round(Math.max(...healthMs))} ms\n`,
        );
        const measured = { faults: IDLE - PATIENT, recoveryMs: lastEndAfter(startedAt, states) };
        expect(await servers.violations(installation, [], measured)).toEqual([]);
      }),
    SCENARIO_MS,
  );

  it(
    'R29: readers who do not read hold up nobody and nothing is kept for them; when they read, nothing is missing',
    () =>
      withInstallation(async (installation, client) => {
        const api = await installation.startApi();
        const url = installation.urls.at(-1) ?? '';
        const run = await client.generate(IDEA);
        await aLongLog(installation, run.run_id);
        const to = { url, briefId: run.brief_id, token: client.accessToken };
        const before = await keptBytesOf(api);
        const slow = await Promise.all(
          Array.from({ length: SLOW_READERS }, () => EventReader.open({ ...to, isPaused: true })),
        );
        const quick = await EventReader.open(to);
        await waitFor(() => quick.events.length > LONG_LOG, { timeoutMs: 60_000, what: 'the quick reader' });
        const buffered = (await keptBytesOf(api)) - before;

        const startedAt = Date.now();
        await installation.startWorker();
        const states = await untilCompleted(installation, [run.run_id]);
        await quick.ended;
        for (const reader of slow) reader.resume();
        await Promise.all(slow.map((reader) => reader.ended));

        for (const reader of [quick, ...slow]) expectGapFree(reader.events);
        expect(buffered).toBeLessThanOrEqual(MOST_BUFFERED_BYTES);
        process.stdout.write(
          `${SLOW_READERS} slow readers: kept for them ${Math.round(buffered / MEGABYTE)} MB\n`,
        );
        const measured = { faults: SLOW_READERS, recoveryMs: lastEndAfter(startedAt, states) };
        expect(await servers.violations(installation, [], measured)).toEqual([]);
      }),
    SCENARIO_MS,
  );

  it(
    'R29: connections break and a replica dies: each reader goes on after its last id, without a gap and without a double',
    () =>
      withInstallation(async (installation, client) => {
        const dying = await installation.startApi();
        const [surviving = '', mortal = ''] = installation.urls;
        const runs = await startRuns(client, BRIEFS);
        let deadAt = Infinity;
        let reconnects = 0;
        const follow = async (briefId: string, restless: number) => {
          const seen: { readonly id: number; readonly type: string }[] = [];
          for (;;) {
            const url = Date.now() < deadAt && reconnects % 2 === 0 ? mortal : surviving;
            const lastEventId = seen.at(-1)?.id;
            const reader = await EventReader.open({
              url,
              briefId,
              token: client.accessToken,
              lastEventId,
            }).catch(() => null);
            if (reader === null) continue;
            // Some leave by themselves every few events.
            if (restless > 0) {
              await Promise.race([
                waitFor(() => reader.events.length >= restless, {
                  timeoutMs: 60_000,
                  everyMs: 5,
                  what: 'events',
                }),
                reader.ended,
              ]);
              reader.leave();
            }
            await reader.ended;
            seen.push(...reader.events);
            if (seen.at(-1)?.type === 'run.finished') return seen;
            reconnects += 1;
          }
        };
        const readers = Promise.all(
          runs.flatMap(({ brief_id }) => [0, 3, 7].map((n) => follow(brief_id, n))),
        );
        await installation.startWorker();
        await waitFor(() => servers.callsOf(runIdsOf(runs)).length > BRIEFS, {
          timeoutMs: 30_000,
          everyMs: 5,
          what: 'runs at work',
        });
        deadAt = Date.now();
        await dying.kill('SIGKILL');
        const states = await untilCompleted(installation, runIdsOf(runs));
        const seen = await readers;

        for (const events of seen) expectGapFree(events);
        expect(reconnects).toBeGreaterThan(runs.length);
        const measured = { faults: reconnects, recoveryMs: lastEndAfter(deadAt, states) };
        expect(await servers.violations(installation, [], measured)).toEqual([]);
      }),
    SCENARIO_MS,
  );

  /** The log of a run that has not begun, as if a great deal had been asked. */
  async function aLongLog({ db }: Installation, runId: string): Promise<void> {
    await db.query(
      `WITH run AS (
         UPDATE agent_run SET event_seq = event_seq + $2 WHERE id = $1 RETURNING id, brief_id, event_seq - $2 AS seq
       ), brief AS (
         UPDATE business_briefs SET last_event_seq = last_event_seq + $2 WHERE id = (SELECT brief_id FROM run)
       )
       INSERT INTO run_event (brief_id, seq, run_id, type, agent, data)
       SELECT brief_id, seq + n, id, 'call.finished', 'seo', jsonb_build_object('call_key', repeat('x', $3), 'provider', 'nobody')
         FROM run, generate_series(1, $2::int) n`,
      [runId, LONG_LOG, LONG_EVENT],
    );
  }
});
