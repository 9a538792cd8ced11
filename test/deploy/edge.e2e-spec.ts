import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { PROJECT } from './compose-files.js';
import { operatorProgram, WatchedProgram } from './watched-program.js';

const STARTS_MS = 120_000;
/** What the api gets; each test looks at the last. */
interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
}

interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** nginx with the configuration of the repository; places and ports are of this machine. */
class Edge {
  private constructor(
    readonly port: number,
    readonly plainPort: number,
    private readonly program: WatchedProgram,
    private readonly folder: string,
  ) {}

  static async start(apiPort: number): Promise<Edge> {
    const folder = mkdtempSync(path.join(tmpdir(), 'genesis-edge-'));
    const [port, plainPort, alivePort] = [await findFreePort(), await findFreePort(), await findFreePort()];
    cpSync(path.join(PROJECT, 'docker/nginx'), folder, { recursive: true });
    makeCertificate(folder);
    const put = (file: string, changes: readonly (readonly [string, string])[]) => {
      const before = readFileSync(path.join(folder, file), 'utf8');
      const after = changes.reduce((text, [from, to]) => {
        expect(text).toContain(from);
        return text.replaceAll(from, to);
      }, before);
      writeFileSync(path.join(folder, file), after);
    };
    put('nginx.conf', [
      // First: the folder is itself in /tmp.
      ['/tmp/', `${folder}/`],
      ['/etc/genesis-certificates', folder],
      ['listen 8443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      // Debian's nginx is older than this directive; HTTP/1.1 is what is tried here.
      ['http2 on;', ''],
      ['listen 8080;', `listen 127.0.0.1:${plainPort};`],
      ['127.0.0.1:8081', `127.0.0.1:${alivePort}`],
      ['access_log /dev/stdout edge;', `access_log ${folder}/access.log edge;`],
      ['worker_processes auto;', 'worker_processes 1; daemon off; master_process off;'],
    ]);
    put('upstream.conf', [['genesis-api:8000', `127.0.0.1:${apiPort}`]]);
    const nginx = operatorProgram('nginx', 'nginx');
    const args = ['-p', folder, '-c', path.join(folder, 'nginx.conf')];
    execFileSync(nginx.file, [...args, '-t'], {
      env: { ...process.env, ...(nginx.libraryPath && { LD_LIBRARY_PATH: nginx.libraryPath }) },
      stdio: 'pipe',
    });
    const program = new WatchedProgram(nginx, args, path.join(folder, 'nginx.log'));
    await waitFor(
      async () => {
        program.assertRunning();
        return (await fetch(`http://127.0.0.1:${alivePort}/nginx-alive`)).ok;
      },
      { timeoutMs: STARTS_MS, what: 'nginx' },
    );
    return new Edge(port, plainPort, program, folder);
  }

  get accessLog(): string {
    return readFileSync(path.join(this.folder, 'access.log'), 'utf8');
  }

  async ask(target: string, options: RequestOptions = {}, body?: string): Promise<EdgeAnswer> {
    const response = await this.open(target, options, body);
    let text = '';
    for await (const part of response) text += String(part);
    return { status: response.statusCode ?? 0, headers: response.headers, body: text };
  }

  /** @returns the answer as soon as its headers are there */
  open(target: string, options: RequestOptions = {}, body?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const call = secureRequest(
        `https://127.0.0.1:${this.port}${target}`,
        { rejectUnauthorized: false, agent: false, ...options },
        resolve,
      );
      call.once('error', reject);
      call.end(body);
    });
  }

  async stop(): Promise<void> {
    await this.program.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('the proxy of profile edge, in front of something that tells what it gets', () => {
  let upstream: Server;
  let edge: Edge;
  let seen: Seen[] = [];
  let stream: ServerResponse | null = null;

  beforeAll(async () => {
    upstream = createServer((incoming, response) => {
      seen.push({ headers: incoming.headers, url: incoming.url ?? '' });
      if (incoming.url === '/stream') {
        stream = response;
        response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
        response.write('data: 1\n\n');
        return;
      }
      incoming.resume();
      incoming.once('end', () => response.end('from the api'));
    });
    await new Promise<void>((resolve) => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
    edge = await Edge.start((upstream.address() as AddressInfo).port);
  }, STARTS_MS);
  afterAll(async () => {
    await edge.stop();
    upstream.closeAllConnections();
    upstream.close();
  });

  it('ends TLS, and sends plain requests there', async () => {
    expect(await edge.ask('/health')).toMatchObject({ status: 200, body: 'from the api' });
    const plain = await fetch(`http://127.0.0.1:${edge.plainPort}/health?x=1`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([308, 'https://127.0.0.1/health?x=1']);
  });

  it('says who asks, whatever the client says', async () => {
    seen = [];
    await edge.ask('/who', {
      headers: {
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'evil.example',
        'x-real-ip': '203.0.113.7',
        forwarded: 'for=203.0.113.7',
        host: 'genesis.example',
      },
    });
    const [{ headers } = { headers: {} }] = seen;
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'genesis.example',
      host: 'genesis.example',
    });
    expect(headers).not.toHaveProperty('x-real-ip');
    expect(headers).not.toHaveProperty('forwarded');
  });

  it('passes on the name of a request, or gives one', async () => {
    seen = [];
    await edge.ask('/a', { headers: { 'x-request-id': 'from-the-caller' } });
    await edge.ask('/b');
    expect(seen.map(({ headers }) => headers['x-request-id'])).toEqual([
      'from-the-caller',
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
  });

  it('refuses a body above the limit before the api sees it', async () => {
    seen = [];
    const big = 'x'.repeat(262_145);
    const answer = await edge.ask('/big', { method: 'POST', headers: { 'content-length': big.length } }, big);
    expect(answer.status).toBe(413);
    const fitting = 'x'.repeat(262_144);
    const taken = await edge.ask(
      '/fits',
      { method: 'POST', headers: { 'content-length': fitting.length } },
      fitting,
    );
    expect(taken.status).toBe(200);
    expect(seen.map(({ url }) => url)).toEqual(['/fits']);
  });

  it.each(['/metrics', '/health/detailed', '/metrics?x', '/health/../metrics', '/%6detrics'])(
    'does not let through %s',
    async (target) => {
      seen = [];
      expect((await edge.ask(target)).status).toBe(404);
      expect(seen).toEqual([]);
    },
  );

  it('sends each event on at once', async () => {
    const response = await edge.open('/stream');
    const parts = response[Symbol.asyncIterator]();
    const next = async () => String((await parts.next()).value);
    // The second one is written only when the first has arrived.
    expect(await next()).toBe('data: 1\n\n');
    stream?.write('data: 2\n\n');
    expect(await next()).toBe('data: 2\n\n');
    stream?.end();
    response.destroy();
  });

  it('logs JSON without the query', async () => {
    await edge.ask('/logged?token=s3cret');
    const line = await waitFor(() => edge.accessLog.split('\n').find((text) => text.includes('/logged')), {
      timeoutMs: 5_000,
      what: 'the line of the request',
    });
    expect(JSON.parse(line)).toMatchObject({
      service: 'genesis-proxy',
      method: 'GET',
      path: '/logged',
      status: 200,
    });
    expect(edge.accessLog).not.toContain('s3cret');
  });

  it('waits longer than a generate call may take', () => {
    const configuration = readFileSync(path.join(PROJECT, 'docker/nginx/proxy.conf'), 'utf8');
    expect(configuration).toContain('proxy_read_timeout 70s;');
  });
});

describe('the proxy in front of a real api', () => {
  let installation: Installation;
  let edge: Edge;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores(), { TRUST_PROXY_HOPS: '1' });
    await installation.startApi();
    await installation.startWorker();
    edge = await Edge.start(Number(new URL(installation.urls[0] ?? '').port));
  }, STARTS_MS);
  afterAll(async () => {
    await edge.stop();
    await installation.close();
  });

  it(
    'follows a generation by its events, each as it happens',
    async () => {
      const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
      const asJson = { 'content-type': 'application/json' };
      const person = { email: `${randomUUID()}@example.com`, name: 'Awa', password: randomUUID() };
      await edge.ask('/api/v1/auth/register', { method: 'POST', headers: asJson }, JSON.stringify(person));
      const form = new URLSearchParams({ username: person.email, password: person.password }).toString();
      const signIn = await edge.ask('/api/v1/auth/token', { method: 'POST', headers: asForm }, form);
      const { access_token: token } = JSON.parse(signIn.body) as { access_token: string };
      const authorization = `Bearer ${token}`;
      const idea = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };
      const started = await edge.ask(
        '/api/v1/business/brief/generate',
        { method: 'POST', headers: { ...asJson, authorization } },
        JSON.stringify(idea),
      );
      expect(started.status).toBe(202);
      const { brief_id: briefId } = JSON.parse(started.body) as { brief_id: string };
      const response = await edge.open(`/api/v1/business/brief/${briefId}/events`, {
        headers: { accept: 'text/event-stream', authorization },
      });
      expect(response.headers['content-type']).toContain('text/event-stream');
      let text = '';
      for await (const part of response) {
        text += String(part);
        if (/^event: \S*(completed|partial|failed)/m.test(text)) break;
      }
      expect(text).toMatch(/^id: 1$/m);
    },
    STARTS_MS,
  );
});

function makeCertificate(folder: string): void {
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-keyout', `${folder}/privkey.pem`, '-out', `${folder}/fullchain.pem`],
    ],
    { stdio: 'pipe' },
  );
}
