import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';

const CASE_MS = 120_000;
const UP: Readonly<Record<'api' | 'worker', string>> = { api: 'api listens', worker: 'worker takes jobs' };

/** A client of one connection, which it keeps. */
class KeptConnection {
  private received = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (text) => (this.received += text.toString()));
    socket.on('error', () => undefined);
  }

  static async to(url: string): Promise<KeptConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new KeptConnection(socket);
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** The head of the next answer, in lower case. */
  async answerHead(): Promise<string> {
    const head = await waitFor(() => /HTTP\/1[^]*?\r\n\r\n/.exec(this.received), {
      timeoutMs: 20_000,
      what: 'an answer',
    });
    // The body of the answer before stands in front of it.
    this.received = this.received.slice(head.index + head[0].length);
    return head[0].toLowerCase();
  }

  async untilClosed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A request whose body is still to come: it keeps a drain waiting. */
const BEGUN = [
  'POST /api/v1/auth/register HTTP/1.1',
  'host: api',
  'content-type: application/json',
  'content-length: 2',
  '',
  '{',
].join('\r\n');
const READY = 'GET /health/ready HTTP/1.1\r\nhost: api\r\n\r\n';

describe('the stop', () => {
  let installation: Installation;
  const processes: ServiceProcess[] = [];

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
  }, CASE_MS);

  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.stop()));
  });

  afterAll(async () => {
    await installation.close();
  });

  async function start(entry: 'api' | 'worker', env: Readonly<Record<string, string>> = {}) {
    const process = new ServiceProcess(entry, { ...installation.env, ...env });
    processes.push(process);
    const line = await process.untilLogged(UP[entry]);
    return { process, url: String(line.url) };
  }

  it(
    'SIGTERM: what has begun is answered, kept connections are told to close, and the api ends with 0',
    async () => {
      const { process, url } = await start('api');
      const [begun, kept] = await Promise.all([KeptConnection.to(url), KeptConnection.to(url)]);
      kept.send(READY);
      expect(await kept.answerHead()).toMatch(/^http\/1\.1 200[^]*connection: keep-alive/);
      begun.send(BEGUN);
      await waitFor(async () => /genesis_ai_http_in_flight 1\b/.test(await metricsOf(process)), {
        timeoutMs: 20_000,
        what: 'the request to be in flight',
      });
      const ended = process.kill('SIGTERM');
      await process.untilLogged('shutting down');

      kept.send(READY);
      expect(await kept.answerHead()).toMatch(/^http\/1\.1 503[^]*connection: close/);
      await kept.untilClosed();
      begun.send('}');
      expect(await begun.answerHead()).toMatch(/^http\/1\.1 422[^]*connection: close/);
      expect(await ended).toMatchObject({ code: 0, signal: null });
      expect(process.logLines.at(-1)).toMatchObject({ level: 'info', msg: 'stopped' });
      expect(process.errors).toBe('');
    },
    CASE_MS,
  );

  it(
    'in front of a load balancer the api goes on for a while, and readiness says why nobody should come',
    async () => {
      const { process, url } = await start('api', {
        ENVIRONMENT: 'staging',
        REDIS_QUEUE_URL: installation.env.REDIS_URL ?? '',
        SHUTDOWN_GRACE_S: '8',
      });
      const ended = process.kill('SIGTERM');
      const body = await waitFor(
        async () => {
          const response = await fetch(`${url}/health/ready`);
          return response.status === 503 && ((await response.json()) as { status: string });
        },
        { timeoutMs: 10_000, what: 'readiness to say no' },
      );
      expect(body.status).toBe('draining');
      // New connections are still taken: a balancer that has not noticed loses nobody.
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect(await ended).toMatchObject({ code: 0, signal: null });
    },
    CASE_MS,
  );

  it(
    'SIGTERM: a worker without work ends with 0',
    async () => {
      const { process } = await start('worker');
      expect(await process.kill('SIGTERM')).toMatchObject({ code: 0, signal: null });
      expect(process.logLines.map(({ msg }) => msg)).toEqual(
        expect.arrayContaining(['shutting down', 'drained', 'stopped']),
      );
      expect(process.errors).toBe('');
    },
    CASE_MS,
  );

  it(
    'a second signal ends it at once, with 1',
    async () => {
      const { process, url } = await start('api');
      const begun = await KeptConnection.to(url);
      begun.send(BEGUN);
      await waitFor(async () => /genesis_ai_http_in_flight 1\b/.test(await metricsOf(process)), {
        timeoutMs: 20_000,
        what: 'the request to be in flight',
      });
      void process.kill('SIGTERM');
      await process.untilLogged('shutting down');
      expect(await process.kill('SIGTERM')).toMatchObject({ code: 1, signal: null });
      expect(process.logLines.at(-1)).toMatchObject({ level: 'warn', msg: 'ended at once' });
      begun.destroy();
    },
    CASE_MS,
  );

  it(
    'a grace that is over ends it with 1',
    async () => {
      const { process } = await start('worker', { SHUTDOWN_GRACE_S: '0.001' });
      expect(await process.kill('SIGTERM')).toMatchObject({ code: 1, signal: null });
      expect(process.logLines.at(-1)).toMatchObject({ level: 'error', msg: 'shutdown took too long' });
    },
    CASE_MS,
  );

  it.each([
    { entry: 'api', fault: 'unhandled-rejection', says: 'unhandled rejection' },
    { entry: 'worker', fault: 'unhandled-rejection', says: 'unhandled rejection' },
    { entry: 'api', fault: 'uncaught-exception', says: 'uncaught exception' },
    { entry: 'worker', fault: 'uncaught-exception', says: 'uncaught exception' },
  ] as const)(
    '$entry: an $fault is logged and ends the process with 1',
    async ({ entry, fault, says }) => {
      const { process } = await start(entry, { FAILPOINTS: `process:${fault}` });
      expect(await process.ended).toMatchObject({ code: 1, signal: null });
      expect(process.logLines.at(-1)).toMatchObject({
        level: 'fatal',
        msg: says,
        err: { message: expect.stringContaining('on purpose'), stack: expect.stringContaining('at ') },
      });
      expect(process.errors).toBe('');
    },
    CASE_MS,
  );

  async function metricsOf(process: ServiceProcess): Promise<string> {
    const { port } = await process.untilLogged('metrics listen');
    return (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  }
});
