import { AppSettings, loadSettings, ObservabilitySettings } from '@genesis/config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SentryReceiver } from '../../../../test/support/receivers/sentry-receiver.js';
import { type LoggerOptions, pino } from 'pino';
import { loggingParams } from '../logging/create-logger.js';
import { RequestContext } from '../request-context.js';
import { errorReports } from './error-reports.js';

const VARIABLES = {
  ENVIRONMENT: 'testing',
  LOG_LEVEL: 'info',
  APP_VERSION: '7.1.0',
  DATABASE_URL: 'postgresql://localhost/genesis_test',
  REDIS_QUEUE_URL: 'redis://localhost:6380',
};

let tracker: SentryReceiver;
beforeAll(async () => {
  tracker = await SentryReceiver.start();
});
afterEach(() => {
  tracker.behaviour = 'take';
  tracker.receiver.requests.length = 0;
});
afterAll(() => tracker.stop());

/** A logger as the processes make it, and its reports. */
function aLogger(env: Readonly<Record<string, string>> = {}) {
  const loaded = loadSettings({ env: { ...VARIABLES, SENTRY_DSN: tracker.dsn, ...env } });
  const options = {
    app: loaded.get(AppSettings),
    observability: loaded.get(ObservabilitySettings),
    service: 'genesis-worker',
  };
  const lines: string[] = [];
  const [pinoOptions] = loggingParams(options).pinoHttp as [LoggerOptions];
  const logger = pino(pinoOptions, { write: (line: string) => lines.push(line) });
  const reports = errorReports(options);
  return { logger, lines, settled: async () => reports?.settled(), reports };
}

describe('reports of errors', () => {
  it('hold the kind, the cleaned text and the place of an error and its causes, and what it was about', async () => {
    const { logger, settled } = aLogger();
    const cause = Object.assign(new RangeError('row of awa@example.com'), { parameters: ['p4rameter'] });
    const error = new TypeError('cannot write "une idée de couture"', { cause });
    new RequestContext().runWith({ requestId: 'req-7', runId: '0190-run' }, () => {
      logger.error(
        { context: 'TaskRunner', err: error, task: 'content', body: 'b0dy', note: 'n0te' },
        'an agent threw',
      );
    });
    await settled();

    expect(tracker.events).toEqual([
      {
        event_id: expect.stringMatching(/^[\da-f]{32}$/),
        timestamp: expect.any(Number),
        platform: 'node',
        level: 'error',
        environment: 'testing',
        release: 'genesis-ai-service@7.1.0',
        logger: 'TaskRunner',
        tags: { service: 'genesis-worker', agent: 'content', request_id: 'req-7', run_id: '0190-run' },
        contexts: { runtime: { name: 'node', version: process.version } },
        logentry: { message: 'an agent threw' },
        exception: {
          values: [
            { type: 'RangeError', value: 'row of [redacted]', stacktrace: { frames: expect.any(Array) } },
            {
              type: 'TypeError',
              value: 'cannot write "…"',
              stacktrace: { frames: expect.any(Array) },
              mechanism: { type: 'logger', handled: true },
            },
          ],
        },
      },
    ]);
    const frames = tracker.events[0]?.exception?.values?.at(-1)?.stacktrace?.frames;
    expect(frames?.at(-1)).toMatchObject({
      filename: expect.stringContaining('error-reports.spec'),
      lineno: expect.any(Number),
    });
    const sent = tracker.receiver.bytes.toString();
    for (const text of ['p4rameter', 'b0dy', 'n0te', 'example.com', 'couture'])
      expect(sent).not.toContain(text);
  });

  it('are made of errors and of what somebody must look at, not of warnings', async () => {
    const { logger, settled } = aLogger();
    logger.warn({ err: new Error('we coped') }, 'a vendor call failed');
    logger.error({ run_id: 'r-1', code: 'DC360_REJECTED' }, 'usage report given up');
    logger.error(new Error('alone'));
    logger.fatal({ err: new Error('nobody caught it') }, 'uncaught exception');
    await settled();

    const told = tracker.events.map(({ level, message, exception, tags }) => ({
      level,
      text: message ?? exception?.values?.[0]?.value,
      code: tags?.code,
    }));
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        { level: 'error', text: 'usage report given up', code: 'DC360_REJECTED' },
        { level: 'error', text: 'alone', code: undefined },
        { level: 'fatal', text: 'nobody caught it', code: undefined },
      ]),
    );
  });

  it('are few, however many errors there are, and say how many were left out', async () => {
    const { logger, lines, settled } = aLogger();
    const again = () => new Error('the same');
    for (let times = 0; times < 1_000; times += 1) logger.error({ err: again() }, 'request failed');
    logger.error('something else');
    await settled();

    expect(lines).toHaveLength(1_001);
    expect(tracker.events).toHaveLength(6);
    expect(tracker.events.find(({ message }) => message === 'something else')?.tags?.suppressed).toBe('995');
  });

  it.each(['cut', { status: 500 }, { status: 429 }] as const)(
    'are lost without a word when the tracker answers %j',
    async (behaviour) => {
      const { logger, lines, settled } = aLogger();
      tracker.behaviour = behaviour;
      logger.error({ err: new Error('x') }, 'request failed');
      await settled();
      expect(lines).toHaveLength(1);
      expect(tracker.receiver.requests).toHaveLength(1);
    },
  );

  it.each([
    ['development', 'https://key@sentry.example/1', false],
    ['testing', 'https://key@sentry.example/1', false],
    ['testing', 'http://key@127.0.0.1:9/1', true],
    ['staging', 'https://key@sentry.example/1', true],
  ])('in %s, to %s: %s', (ENVIRONMENT, SENTRY_DSN, isTold) => {
    const { reports } = aLogger({ ENVIRONMENT, SENTRY_DSN, SECRET_KEY: 'k'.repeat(64) });
    expect(reports !== null).toBe(isTold);
  });

  it('go nowhere without an address', () => {
    expect(aLogger({ SENTRY_DSN: '' }).reports).toBeNull();
  });
});
