import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BriefStatusResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';

const START_MS = 120_000;
const TASKS = ['research', 'content', 'logo', 'seo', 'template', 'synthesis'];
/** Stands in all that must not be told: in words of the idea, in an address, in a password… */
const CANARY = `canary${randomBytes(6).toString('hex')}`;
const PERSON = {
  email: `${CANARY}@example.com`,
  name: `Awa ${CANARY}`,
  password: `${CANARY}-${randomUUID()}`,
};
const IDEA = {
  business_brief: {
    business_name: `Couture ${CANARY}`,
    vision: `Habiller les mariages de Thiès, dit ${CANARY}.`,
    mission: `Coudre sur mesure en trois jours pour ${CANARY}.`,
    target_audience: 'Les familles de Thiès qui marient leurs enfants.',
    differentiation: 'Essayage à la maison, retouches comprises dans le prix.',
    value_proposition: 'Une tenue prête en trois jours, à 25 000 FCFA.',
    sector: 'artisanat',
    location: { city: 'Thiès', country: 'Sénégal' },
  },
  language: 'fr',
};

const JSON_HEAD = [
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(JSON.stringify(IDEA))}`,
].join('\r\n');

type Line = Readonly<Record<string, unknown>>;

describe('the logs of an installation that has made a brief', () => {
  let model: ChatSimulator;
  let installation: Installation;
  let api: ServiceProcess;
  let worker: ServiceProcess;
  let token: string;
  let userNumber: number;
  let runId: string;
  const asked: { readonly id: string; readonly method: string; readonly status: number }[] = [];

  beforeAll(async () => {
    model = await ChatSimulator.start({ latencyMs: { min: 5, max: 20 }, seed: 3 });
    installation = await Installation.create(configuredStores(), {
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'simulated-chat',
      LOG_LEVEL: 'DEBUG',
    });
    [api, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
    await aBrief();
    await strangeRequests();
    await untilAllIsTold();
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await model.stop();
  });

  async function ask(method: string, path: string, init: { headers?: object; body?: string } = {}) {
    const id = randomUUID();
    const response = await fetch(`${installation.urls[0]}${path}`, {
      method,
      body: init.body,
      headers: { 'x-request-id': id, ...init.headers },
    });
    const text = await response.text();
    asked.push({ id: response.headers.get('x-request-id') ?? '', method, status: response.status });
    return { status: response.status, text };
  }

  const json = (value: unknown) => ({
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(value),
  });
  const asPerson = () => ({ headers: { authorization: `Bearer ${token}` } });

  async function aBrief(): Promise<void> {
    token = '';
    await ask('POST', '/api/v1/auth/register', json(PERSON));
    const form = new URLSearchParams({ username: PERSON.email, password: PERSON.password });
    const answer = await ask('POST', '/api/v1/auth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    token = (JSON.parse(answer.text) as { access_token: string }).access_token;
    userNumber = (JSON.parse((await ask('GET', '/api/v1/auth/me', asPerson())).text) as { id: number }).id;
    const started = await ask('POST', '/api/v1/business/brief/generate', json(IDEA));
    const { brief_id, run_id } = JSON.parse(started.text) as { brief_id: string; run_id: string };
    runId = run_id;
    await waitFor(
      async () => {
        const { text } = await ask('GET', `/api/v1/business/brief/${brief_id}/status`, asPerson());
        return (JSON.parse(text) as BriefStatusResponse).run_status === 'completed';
      },
      { timeoutMs: 60_000, everyMs: 500, what: 'the run to complete' },
    );
  }

  /** What a careless or hostile caller puts where it does not belong. */
  async function strangeRequests(): Promise<void> {
    await ask('POST', '/api/v1/auth/register', json(PERSON));
    await ask('POST', '/api/v1/auth/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `username=${CANARY}%40example.com&password=wrong-${CANARY}`,
    });
    await ask('GET', `/api/v1/auth/me?code=${CANARY}&token=${CANARY}`, {
      headers: { authorization: `Bearer ${CANARY}.${CANARY}.${CANARY}`, cookie: `session=${CANARY}` },
    });
    await ask('GET', `/health?code=${CANARY}&token=${CANARY}`);
    await ask('GET', `/${CANARY}/nowhere?code=${CANARY}`);
    await ask('GET', `/api/v1/business/brief/${CANARY}`, asPerson());
    await ask('POST', '/api/v1/business/brief/generate', {
      ...json({}),
      body: `{"business_brief": "${CANARY}`,
    });
    await ask('POST', '/api/v1/business/brief/generate', json({ [CANARY]: CANARY }));
    await ask('PUT', '/api/v1/auth/me', json({ note: CANARY }));
    await ask('OPTIONS', `/api/v1/auth/me?token=${CANARY}`, {
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'GET' },
    });
  }

  async function untilAllIsTold(): Promise<void> {
    await waitFor(
      () =>
        worker.logLines.some(({ msg }) => msg === 'run finished') &&
        asked.every(({ id }) => api.logLines.some((line) => isAnswerTo(line, id))),
      { timeoutMs: 20_000, what: 'a line of every request and of the run' },
    );
  }

  const isAnswerTo = ({ msg, request_id }: Line, id: string) =>
    msg === 'request answered' && request_id === id;

  async function metricsUrl(process: ServiceProcess): Promise<string> {
    const { port } = await process.untilLogged('metrics listen');
    return `http://127.0.0.1:${String(port)}`;
  }

  it('are JSON on standard output, every line with what it takes to file it', () => {
    for (const [process, service] of [
      [api, 'genesis-api'],
      [worker, 'genesis-worker'],
    ] as const) {
      expect(process.errors).toBe('');
      expect(process.logLines.length).toBeGreaterThan(10);
      for (const line of process.logLines) {
        expect(line).toMatchObject({
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          level: expect.stringMatching(/^(debug|info|warn|error|fatal)$/),
          msg: expect.stringMatching(/./),
          service,
          version: '1.0.0',
          env: 'testing',
        });
      }
    }
  });

  it('name their fields in one way', () => {
    const names = [...api.logLines, ...worker.logLines].flatMap((line) => Object.keys(line));
    expect([...new Set(names)].filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([]);
  });

  it('have one line for every request, with its route and never with its address', () => {
    for (const { id, method, status } of asked) {
      const lines = api.logLines.filter((line) => isAnswerTo(line, id));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatchObject({
        method,
        status,
        route: expect.stringMatching(/^(unmatched|\*|\/[\w/:-]*)$/),
        duration_ms: expect.any(Number),
      });
    }
    const answered = api.logLines.filter(({ msg }) => msg === 'request answered');
    expect(answered).toHaveLength(asked.length);
    const generated = answered.filter(
      ({ route, status }) => String(route).endsWith('/generate') && status === 202,
    );
    expect(generated).toEqual([
      expect.objectContaining({ level: 'info', method: 'POST', user_id: userNumber }),
    ]);
  });

  describe('of clients that leave before their answer has ended', () => {
    let briefId: string;

    beforeAll(async () => {
      model.script({ behaviour: { kind: 'stall_before_answer' }, times: null });
      const started = await ask('POST', '/api/v1/business/brief/generate', json(IDEA));
      briefId = (JSON.parse(started.text) as { brief_id: string }).brief_id;
    }, START_MS);

    it.each([
      {
        what: 'a body',
        head: () =>
          'POST /api/v1/auth/register HTTP/1.1\r\ncontent-length: 9\r\ncontent-type: application/json',
        route: '/api/v1/auth/register',
        status: 400,
        isInFlight: () => true,
      },
      {
        what: 'an event stream',
        head: () => `GET /api/v1/business/brief/${briefId}/events HTTP/1.1\r\naccept: text/event-stream`,
        route: '/api/v1/business/brief/:briefId/events',
        status: 200,
        isInFlight: (received: string) => received.includes('event: '),
      },
      {
        what: 'an answer that is waited for',
        head: () => `POST /api/v1/business/brief/generate HTTP/1.1\r\nprefer: wait=60\r\n${JSON_HEAD}`,
        body: JSON.stringify(IDEA),
        route: '/api/v1/business/brief/generate',
        status: 499,
        isInFlight: () => true,
      },
    ])('there is one line: $what', async ({ head, body = '', route, status, isInFlight }) => {
      const before = api.logLines.length;
      const { hostname, port } = new URL(installation.urls[0] ?? '');
      const left = connect(Number(port), hostname);
      let received = '';
      left.on('data', (text) => (received += text.toString()));
      left.on('error', () => undefined);
      left.write(`${head()}\r\nhost: api\r\nauthorization: Bearer ${token}\r\n\r\n${body}`);
      await waitFor(
        async () =>
          isInFlight(received) &&
          /genesis_ai_http_in_flight 1\b/.test(
            await (await fetch(`${await metricsUrl(api)}/metrics`)).text(),
          ),
        { timeoutMs: 10_000, what: 'the request to be in flight' },
      );
      left.destroy();
      const lines = await waitFor(
        () => {
          const told = api.logLines.slice(before).filter(({ msg }) => msg === 'request answered');
          return told.length > 0 && told;
        },
        { timeoutMs: 10_000, what: 'its line' },
      );
      expect(lines).toEqual([expect.objectContaining({ route, status, duration_ms: expect.any(Number) })]);
    });
  });

  it('tell of health and metrics at debug', async () => {
    await fetch(`${await metricsUrl(worker)}/metrics?token=${CANARY}`);
    await fetch(`${await metricsUrl(worker)}/health/live`);
    const health = api.logLines.filter(({ route }) => route === '/health');
    expect(health).toEqual([expect.objectContaining({ level: 'debug', status: 200 })]);
    const watched = await waitFor(
      () => {
        const lines = worker.logLines.filter(({ msg }) => msg === 'operator request');
        return lines.length >= 2 && lines;
      },
      { timeoutMs: 10_000, what: 'the lines of both' },
    );
    expect(watched).toEqual([
      expect.objectContaining({
        level: 'debug',
        method: 'GET',
        route: '/metrics',
        status: 200,
        duration_ms: expect.any(Number),
      }),
      expect.objectContaining({ level: 'debug', route: '/health/live', status: 200 }),
    ]);
  });

  it('have one line for every task of the run, under the id of the request that started it', () => {
    const generated = api.logLines.find(
      ({ msg, route, status }) =>
        msg === 'request answered' && status === 202 && String(route).endsWith('/generate'),
    );
    const tasks = worker.logLines.filter(({ msg }) => msg === 'task finished');
    expect(tasks.map(({ agent }) => agent).toSorted()).toEqual(TASKS.toSorted());
    for (const line of tasks) {
      expect(line).toMatchObject({
        level: 'info',
        status: 'success',
        provider: expect.stringMatching(/^(knowledge|openai-compatible)$/),
        duration_ms: expect.any(Number),
        attempt: 1,
        run_id: runId,
        request_id: generated?.request_id,
      });
    }
    expect(tasks.find(({ agent }) => agent === 'content')).toMatchObject({ provider: 'openai-compatible' });
    expect(worker.logLines.filter(({ msg }) => msg === 'run finished')).toEqual([
      expect.objectContaining({ run_id: runId, status: 'completed', duration_ms: expect.any(Number) }),
    ]);
  });

  it('hold nothing private: no words of a person, no address, no password, no token, no query', () => {
    const told = api.output + worker.output;
    expect(told.split('\n').filter((line) => line.includes(CANARY))).toEqual([]);
    for (const secret of [token, installation.env.SECRET_KEY ?? '']) {
      expect(secret).not.toBe('');
      expect(told).not.toContain(secret);
    }
    expect(told).not.toMatch(/[?&](code|token)=/);
  });
});
