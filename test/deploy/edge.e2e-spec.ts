import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { COMPOSE_FILES, composeText, PROJECT } from './compose-files.js';
import { operatorProgram, WatchedProgram } from './watched-program.js';

const STARTS_MS = 120_000;
const FIRST_SERVER = 'server genesis-api:8000 resolve max_fails=1 fail_timeout=5s;';
const NGINX = path.join(PROJECT, 'docker/nginx');
const CLAIM = { 'x-forwarded-for': '198.51.100.9, 203.0.113.7' };
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

  /** @param balancer text of an operator's balancer.conf */
  static async start(apiPort: number, balancer?: string): Promise<Edge> {
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
    // Debian's nginx is older than names that are asked for again; that line is looked at below.
    put('upstream.conf', [[FIRST_SERVER, `server 127.0.0.1:${apiPort} max_fails=1 fail_timeout=5s;`]]);
    rmSync(path.join(folder, 'local'), { recursive: true });
    mkdirSync(path.join(folder, 'local'));
    cpSync(path.join(folder, 'upstream.conf'), path.join(folder, 'local/upstream.conf'));
    if (balancer !== undefined) writeFileSync(path.join(folder, 'local/balancer.conf'), balancer);
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
        // Not as a URL, which would be tidied up first.
        {
          host: '127.0.0.1',
          port: this.port,
          path: target,
          rejectUnauthorized: false,
          agent: false,
          ...options,
        },
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
      if (incoming.url?.endsWith('/broken')) {
        incoming.socket.destroy();
        return;
      }
      const [, status] = /^\/status\/(\d+)$/.exec(incoming.url ?? '') ?? [];
      if (status !== undefined) {
        response.writeHead(Number(status)).end('of the api');
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

  it.each(['with"quotes', 'with\\backslashes', 'x'.repeat(129)])(
    'gives another name where the caller’s does not fit: %s',
    async (name) => {
      seen = [];
      await edge.ask('/c', { headers: { 'x-request-id': name } });
      expect(seen[0]?.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  it('refuses a body far above the limit before the api sees it, in the shape of the api', async () => {
    seen = [];
    const big = 'x'.repeat(320 * 1_024 + 1);
    const answer = await edge.ask(
      '/big?token=1',
      { method: 'POST', headers: { 'x-request-id': 'r-1' } },
      big,
    );
    expect(answer.status).toBe(413);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'content-language': 'fr',
      'cache-control': 'no-store',
      'x-request-id': 'r-1',
    });
    expect(JSON.parse(answer.body)).toEqual({
      type: '/docs/errors#PAYLOAD_TOO_LARGE',
      title: 'Corps trop volumineux',
      status: 413,
      detail: 'Le corps de la requête dépasse la taille admise.',
      instance: '/big',
      error: 'PAYLOAD_TOO_LARGE',
      request_id: 'r-1',
      timestamp: expect.any(Number),
      details: null,
    });
    expect(seen).toEqual([]);
  });

  it('says so in that shape when the api breaks off, and leaves the api’s own errors as they are', async () => {
    const broken = await edge.ask('/broken');
    expect(broken.status).toBe(503);
    expect(broken.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '2' });
    expect(JSON.parse(broken.body)).toMatchObject({ status: 503, error: 'DEPENDENCY_UNAVAILABLE' });
    for (const status of [404, 413, 502, 503, 504]) {
      expect(await edge.ask(`/status/${status}`)).toMatchObject({ status, body: 'of the api' });
    }
  });

  it.each(['/a"b', '/\u00e9', '/a\\b'])(
    'answers JSON for the path %s, and does not repeat it',
    async (target) => {
      const answer = await edge.ask(target, { method: 'POST' }, 'x'.repeat(400_000));
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body)).toMatchObject({ instance: '/' });
    },
  );

  it.each(['/metrics', '/health/detailed', '/metrics?x', '/health/../metrics', '/%6detrics'])(
    'does not let through %s',
    async (target) => {
      seen = [];
      const answer = await edge.ask(target);
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'NOT_FOUND', instance: target.split('?')[0] });
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
    await edge.ask('/logged?token=s3cret', { headers: { 'x-request-id': 'the-callers' } });
    const line = await waitFor(() => edge.accessLog.split('\n').find((text) => text.includes('/logged')), {
      timeoutMs: 5_000,
      what: 'the line of the request',
    });
    expect(JSON.parse(line)).toMatchObject({
      service: 'genesis-proxy',
      request_id: 'the-callers',
      method: 'GET',
      path: '/logged',
      status: 200,
    });
    expect(edge.accessLog).not.toContain('s3cret');
  });

  it('asks again for the addresses of an api', () => {
    const upstream = readFileSync(path.join(NGINX, 'upstream.conf'), 'utf8');
    expect(upstream).toContain(`\n  ${FIRST_SERVER}\n`);
    // Addresses that change are kept in memory that the workers share.
    expect(upstream).toContain('\n  zone genesis_api 64k;\n');
    const configuration = readFileSync(path.join(NGINX, 'nginx.conf'), 'utf8');
    expect(configuration).toMatch(/^ {2}resolver 127\.0\.0\.11 valid=5s/m);
    const image = /nginx:1\.(\d+)\.(\d+)-/.exec(composeText(COMPOSE_FILES.base)) ?? [];
    // 1.27.3 is the first whose open-source edition does.
    expect(Number(image[1]) * 1_000 + Number(image[2])).toBeGreaterThanOrEqual(27_003);
  });

  it('waits longer than a generate call may take', () => {
    const configuration = readFileSync(path.join(NGINX, 'proxy.conf'), 'utf8');
    expect(configuration).toContain('proxy_read_timeout 70s;');
  });
});

describe('the proxy behind a balancer', () => {
  let upstream: Server;
  let forwardedFor: string | string[] | undefined;

  beforeAll(async () => {
    upstream = createServer((incoming, response) => {
      forwardedFor = incoming.headers['x-forwarded-for'];
      response.end();
    });
    await new Promise<void>((resolve) => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });

  const [, documented = ''] =
    /```nginx\n([^]*?)```/.exec(readFileSync(path.join(NGINX, 'local/README.md'), 'utf8')) ?? [];

  it.each([
    ['takes the word of one that is named', '127.0.0.1', '203.0.113.7'],
    ['takes nobody else’s word', '192.0.2.1', '127.0.0.1'],
  ])('%s', async (_what, address, expected) => {
    expect(documented).toContain('set_real_ip_from 10.20.0.0/24;');
    const balancer = documented.replace(/^ {2}/gm, '').replace('10.20.0.0/24', address);
    const edge = await Edge.start((upstream.address() as AddressInfo).port, balancer);
    try {
      expect((await edge.ask('/', { headers: CLAIM })).status).toBe(200);
      expect(forwardedFor).toBe(expected);
    } finally {
      await edge.stop();
    }
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

  it('leaves it to the api to refuse what is a little too large, and says the same beyond', async () => {
    const refused = async (length: number) => {
      const headers = { 'content-type': 'application/json', 'content-length': length };
      const answer = await edge.ask('/api/v1/auth/register', { method: 'POST', headers }, 'x'.repeat(length));
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      return { status: answer.status, problem: JSON.parse(answer.body) as Record<string, unknown> };
    };
    const [byApi, byProxy] = [await refused(262_145), await refused(400_000)];
    const lines = await waitFor(
      () => {
        const found = edge.accessLog.split('\n').filter((line) => line.includes('"status":413'));
        return found.length === 2 && found;
      },
      { timeoutMs: 5_000, what: 'both lines' },
    );
    // Nobody but the proxy has seen the second one.
    expect(lines.map((line) => (JSON.parse(line) as { upstream: string }).upstream)).toEqual([
      expect.stringContaining('127.0.0.1:'),
      '',
    ]);
    expect(byApi.status).toBe(413);
    expect(byProxy).toEqual({
      status: 413,
      problem: { ...byApi.problem, request_id: expect.any(String), timestamp: expect.any(Number) },
    });
  });

  it('says that something is not there as the api says it', async () => {
    const [byApi, byProxy] = [await edge.ask('/nothing'), await edge.ask('/metrics')];
    const [first, second] = [byApi, byProxy].map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(second).toEqual({
      ...first,
      instance: '/metrics',
      request_id: expect.any(String),
      timestamp: expect.any(Number),
    });
  });
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
