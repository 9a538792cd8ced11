import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { SentryReceiver } from '../support/receivers/sentry-receiver.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';

const START_MS = 120_000;
const SCENARIO_MS = 60_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };
const BRIEFS = '/api/v1/business/briefs?limit=37';

/** Throws where nobody catches, at a signal: with things in its text that nobody outside may read. */
const DEFECT = `process.on('SIGUSR2', () => {
  throw new RangeError('no room for awa.diop@example.com, "une idée de couture", key sk-live-0123456789abcdef01234', {
    cause: new Error('postgresql://genesis:pa55word@db/genesis says no'),
  });
})`;
const DEFECTIVE = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(DEFECT)}` };

describe('what nobody expected, told to an error tracker', () => {
  let tracker: SentryReceiver;
  let model: ChatSimulator;
  let installation: Installation;
  let api: ServiceProcess;
  let client: ApiClient;

  beforeAll(async () => {
    [tracker, model] = await Promise.all([
      SentryReceiver.start(),
      ChatSimulator.start({ latencyMs: { min: 5, max: 20 } }),
    ]);
    installation = await Installation.create(configuredStores(), {
      SENTRY_DSN: tracker.dsn,
      APP_VERSION: '7.1.0',
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'simulated-chat',
      RECONCILE_EVERY_MS: '500',
      SHUTDOWN_GRACE_S: '8',
    });
    [api] = await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);

  afterEach(async () => {
    await restore();
    tracker.behaviour = 'take';
    tracker.receiver.requests.length = 0;
  });

  afterAll(async () => {
    await installation.close();
    await Promise.all([tracker.stop(), model.stop()]);
  }, START_MS);

  /** Makes every statement that reads the table fail as it would after a botched deployment. */
  const hide = (table: string) => installation.db.query(`ALTER TABLE ${table} RENAME TO hidden_${table}`);

  async function restore(): Promise<void> {
    const { rows } = await installation.db.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'hidden\\_%'`,
    );
    for (const { name } of rows) {
      await installation.db.query(`ALTER TABLE ${name} RENAME TO ${name.replace('hidden_', '')}`);
    }
  }

  const refusal = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    client.call('GET', path, { headers }).then(
      () => null,
      (error: unknown) => error,
    );

  it('is a request that failed by a defect, with its route and its code, and nothing of its content', async () => {
    await hide('business_briefs');
    const requestId = `r-${randomUUID()}`;
    expect(await refusal(BRIEFS, { 'x-request-id': requestId, cookie: 'a=c00kie' })).toMatchObject({
      status: 500,
    });
    const event = await tracker.untilTold(({ tags }) => tags?.request_id === requestId, 'the request');

    expect(event).toMatchObject({
      level: 'error',
      environment: 'testing',
      release: 'genesis-ai-service@7.1.0',
      tags: { service: 'genesis-api', route: '/api/v1/business/briefs' },
      user: { id: expect.any(Number) },
      logentry: { message: 'request failed' },
    });
    expect(Object.keys(event).sort()).toEqual([
      ...['contexts', 'environment', 'event_id', 'exception', 'level', 'logentry', 'logger', 'platform'],
      ...['release', 'tags', 'timestamp', 'user'],
    ]);
    const [failure] = event.exception?.values?.slice(-1) ?? [];
    expect(failure).toMatchObject({
      type: 'QueryFailedError',
      value: 'relation "business_briefs" does not exist',
    });
    const frames = failure?.stacktrace?.frames ?? [];
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.every(({ filename = '' }) => /^(app:\/\/\/|node:)/.test(filename))).toBe(true);
    const sent = tracker.receiver.bytes.toString();
    for (const text of ['limit=37', 'c00kie', 'SELECT', '127.0.0.1:5', '@example', 'Bearer']) {
      expect(sent).not.toContain(text);
    }
  });

  it(
    'is an agent that fails by a defect, with its run',
    async () => {
      await hide('provider_call');
      const { brief_id } = await client.generate(IDEA);
      const { run_id } = await client.untilSettled(brief_id);
      const event = await tracker.untilTold(({ tags }) => tags?.agent === 'content', 'an agent');
      expect(event).toMatchObject({
        level: 'error',
        tags: { service: 'genesis-worker', agent: 'content', run_id, request_id: expect.any(String) },
        logentry: { message: 'an agent threw what it should have answered' },
      });
    },
    SCENARIO_MS,
  );

  it(
    'is not a vendor that fails, a caller that errs, or a brief that went another way',
    async () => {
      model.script({ behaviour: { kind: 'status', status: 500 }, times: null });
      const { brief_id } = await client.generate(IDEA);
      await client.untilSettled(brief_id);
      await refusal('/api/v1/business/brief/none');
      await refusal('/api/v1/nowhere');
      model.reset();
      await hide('business_briefs');
      await refusal(BRIEFS);
      await tracker.untilTold(() => true, 'the request that is a defect');
      expect(tracker.events).toHaveLength(1);
    },
    SCENARIO_MS,
  );

  it('comes a few times, however often it happens', async () => {
    await hide('business_briefs');
    const refused = await Promise.all(Array.from({ length: 100 }, () => refusal(BRIEFS)));
    expect(refused).toEqual(Array.from({ length: 100 }, () => expect.objectContaining({ status: 500 })));
    await restore();
    // Another kind, and the last to be sent.
    await hide('users');
    await refusal('/api/v1/auth/me');
    await tracker.untilTold(({ tags }) => tags?.route === '/api/v1/auth/me', 'the last defect');
    expect(tracker.events.length).toBeLessThanOrEqual(6);
  });

  it('does not slow down a request when the tracker hangs', async () => {
    tracker.behaviour = 'hang';
    await hide('business_briefs');
    expect(await refusal(BRIEFS)).toMatchObject({ status: 500 });
    expect((await client.call('GET', '/api/v1/auth/me').catch(() => null))?.status).toBe(200);
    expect(api.isRunning).toBe(true);
  });

  it.each(['api', 'worker'] as const)(
    'is what ends the %s, before it ends',
    async (entry) => {
      const process = await (entry === 'api'
        ? installation.startApi(DEFECTIVE)
        : installation.startWorker(DEFECTIVE));
      const { code } = await process.kill('SIGUSR2');
      const event = await tracker.untilTold(({ level }) => level === 'fatal', 'the crash');

      expect(code).toBe(1);
      expect(event).toMatchObject({
        tags: { service: `genesis-${entry}` },
        logentry: { message: 'uncaught exception' },
      });
      expect(event.exception?.values).toMatchObject([
        { type: 'Error', value: 'postgresql://[redacted]@db/genesis says no' },
        {
          type: 'RangeError',
          value: 'no room for [redacted], "…", key …',
          mechanism: { type: 'logger', handled: false },
        },
      ]);
    },
    SCENARIO_MS,
  );

  it(
    'holds up no end of a process when the tracker hangs',
    async () => {
      tracker.behaviour = 'hang';
      const process = await installation.startWorker(DEFECTIVE);
      const toldAt = Date.now();
      const end = await process.kill('SIGUSR2');
      expect(end.code).toBe(1);
      expectWithin('the end', end.at - toldAt, 5_000);
      expect(tracker.receiver.requests).toHaveLength(1);
    },
    SCENARIO_MS,
  );
});
