import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GeneratedBriefResponse } from '../../apps/api/src/contract/dto/contract.responses.js';
import { aDc360UserId, anOrder, SERVICE_SECRET, ServiceCaller } from '../support/builders/service-caller.js';
import { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { LocalReceiver } from '../support/receivers/local-receiver.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/receivers/otlp-receiver.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';

const START_MS = 120_000;
const SCENARIO_MS = 120_000;
const IDEA = { business_brief: FRENCH_IDEAS[0]!.brief, language: 'fr' };
const COLLECTOR_SECRET = 'collector-s3cret-of-the-tests';
const API_KEY = 'sk-of-the-traces';
const WEBHOOK_SECRET = `whsec_${Buffer.from('webhook secret of the trace tests').toString('base64')}`;
const AGENTS = ['research', 'content', 'logo', 'seo', 'template', 'synthesis'];

interface Position {
  readonly traceId: string;
  readonly spanId: string;
  readonly header: string;
}

/** Where a caller stands in a trace that it has begun, and keeps. */
function aPosition(flags = '01'): Position {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, header: `00-${traceId}-${spanId}-${flags}` };
}

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
};

const positionIn = (header: string | null | undefined) => {
  const [, traceId, spanId, flags] = /^00-([\da-f]{32})-([\da-f]{16})-(0[01])$/.exec(header ?? '') ?? [];
  return { traceId, spanId, flags };
};

/** Everything that a span may say of a person, an address or a text is none of these. */
const SERVER_ATTRIBUTES = [
  'genesis.request_id',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'network.protocol.version',
  'url.scheme',
];

describe('a generation that DigitalCloud360 asks for, with traces', () => {
  const caller = aPosition();
  const userId = aDc360UserId();
  let collector: OtlpReceiver;
  let hooks: LocalReceiver;
  let model: ChatSimulator;
  let dc360: Dc360Simulator;
  let installation: Installation;
  let service: ServiceCaller;
  let spans: readonly ReceivedSpan[];
  let answered: string | null;
  let logs: string;

  beforeAll(async () => {
    [collector, hooks, dc360, model] = await Promise.all([
      OtlpReceiver.start(),
      LocalReceiver.start(),
      Dc360Simulator.start({ isEveryoneKnown: true }),
      ChatSimulator.start({ latencyMs: { min: 5, max: 20 }, apiKey: API_KEY, keepMessages: true }),
    ]);
    installation = await Installation.create(configuredStores(), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_SECRET},x-tenant=genesis`,
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'simulated-chat',
      LLM_API_KEY: API_KEY,
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      DIGITALCLOUD360_API_URL: dc360.url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      DC360_WEBHOOK_URL: hooks.url,
      DC360_WEBHOOK_SECRET: WEBHOOK_SECRET,
    });
    const processes = await Promise.all([installation.startApi(), installation.startWorker()]);
    service = new ServiceCaller(installation.urls[0] ?? '');
    dc360.setUser(userId, {
      profile: { name: 'Awa Diop', city: 'Thiès', country: 'Sénégal', language: 'fr' },
    });

    const generated = await service.call('/api/genesis/generate-brief/?from=a-query', {
      body: anOrder(userId),
      headers: { traceparent: caller.header, tracestate: 'caller=its-own' },
    });
    expect(generated.status).toBe(201);
    expect(generated.json<GeneratedBriefResponse>().status).toBe('completed');
    answered = generated.headers.get('traceparent');
    spans = await collector.trace(
      caller.traceId,
      (found) =>
        found.some(({ name }) => name === 'usage report') && found.some(({ name }) => /^webhook/.test(name)),
      'the usage report and the webhook',
    );
    logs = processes.map((process) => process.output).join('\n');
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await Promise.all([collector.stop(), hooks.stop(), dc360.stop(), model.stop()]);
  }, START_MS);

  it('is one trace, from the request through the queue to each call of the model', () => {
    const request = named(spans, 'POST /api/genesis/generate-brief');
    const run = named(spans, 'process runs');
    expect(request).toMatchObject({ kind: 'server', service: 'genesis-api', parentSpanId: caller.spanId });
    expect(named(spans, 'send runs')).toMatchObject({ kind: 'producer', parentSpanId: request.spanId });
    expect(run).toMatchObject({ kind: 'consumer', service: 'genesis-worker', parentSpanId: request.spanId });

    const tasks = spans.filter(({ name }) => name.startsWith('invoke_agent '));
    expect(tasks.map(({ attributes }) => attributes['gen_ai.agent.name']).sort()).toEqual([...AGENTS].sort());
    expect(tasks.every(({ parentSpanId }) => parentSpanId === run.spanId)).toBe(true);

    const calls = spans.filter(({ name }) => name === 'chat simulated-chat');
    const taskIds = new Set(tasks.map(({ spanId }) => spanId));
    expect(calls).toHaveLength(model.ledger.entries.length);
    expect(calls.length).toBeGreaterThan(3);
    expect(
      calls.every(({ kind, parentSpanId }) => kind === 'client' && taskIds.has(parentSpanId ?? '')),
    ).toBe(true);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(spans.every(({ traceState }) => traceState === 'caller=its-own')).toBe(true);
  });

  it('says what each part did, by the conventions', () => {
    const { attributes: request } = named(spans, 'POST /api/genesis/generate-brief');
    expect(Object.keys(request).sort()).toEqual(SERVER_ATTRIBUTES);
    expect(request).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/genesis/generate-brief',
      'http.response.status_code': 201,
    });
    expect(named(spans, 'process runs').attributes).toMatchObject({
      'messaging.system': 'bullmq',
      'messaging.destination.name': 'runs',
      'messaging.operation.type': 'process',
      'genesis.claim': 1,
      'genesis.result': 'finished',
    });
    expect(named(spans, 'invoke_agent content').attributes).toEqual({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'content',
      'genesis.task_status': 'success',
    });
    expect(named(spans, 'chat simulated-chat').attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai-compatible',
      'gen_ai.request.model': 'simulated-chat',
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.usage.output_tokens': expect.any(Number),
    });
    expect(named(spans, 'send runs').resource).toEqual({
      'service.namespace': 'genesis',
      'service.name': 'genesis-api',
      'service.version': '1.0.0',
      'deployment.environment.name': 'testing',
    });
    expect(spans.filter(({ isError }) => isError)).toEqual([]);
  });

  it('ends with what DigitalCloud360 is told', () => {
    const request = named(spans, 'POST /api/genesis/generate-brief');
    const report = named(spans, 'usage report');
    const webhook = named(spans, 'webhook brief.completed');
    expect(report).toMatchObject({ parentSpanId: request.spanId, service: 'genesis-worker' });
    expect(webhook).toMatchObject({ kind: 'client', parentSpanId: request.spanId });
    expect(webhook.attributes).toMatchObject({ 'http.response.status_code': 200, 'genesis.attempts': 1 });
    expect(positionIn(hooks.requests[0]?.headers.traceparent)).toEqual({
      traceId: caller.traceId,
      spanId: webhook.spanId,
      flags: '01',
    });
    const reporting = spans.find(({ parentSpanId }) => parentSpanId === report.spanId);
    const received = dc360.received().map(({ headers }) => positionIn(headers.traceparent).spanId);
    expect(reporting).toMatchObject({ name: 'platform', kind: 'client' });
    expect(received).toContain(reporting?.spanId);
  });

  it('tells the caller where to look, and vendors nothing', () => {
    const request = named(spans, 'POST /api/genesis/generate-brief');
    expect(positionIn(answered)).toEqual({ traceId: caller.traceId, spanId: request.spanId, flags: '01' });
    const headers = model.ledger.entries.map((entry) => Object.keys(entry.headers));
    expect(headers.every((names) => names.includes('idempotency-key'))).toBe(true);
    expect(headers.some((names) => names.includes('traceparent') || names.includes('tracestate'))).toBe(
      false,
    );
  });

  it('stands in the log lines of both processes', () => {
    const lines = logs
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as object] : []));
    const ofTrace = lines.filter((line) => 'trace_id' in line && line.trace_id === caller.traceId);
    expect(ofTrace).toContainEqual(
      expect.objectContaining({
        service: 'genesis-api',
        msg: 'request answered',
        span_id: expect.any(String),
      }),
    );
    expect(ofTrace).toContainEqual(expect.objectContaining({ service: 'genesis-worker' }));
  });

  it('goes on when the website is published', async () => {
    const own = aPosition();
    const client = await new ApiClient(installation.urls).signUp();
    const { brief_id } = await client.generate(IDEA);
    await client.untilSettled(brief_id);
    await client.call('POST', '/api/v1/business/website/create', {
      json: { brief_id },
      headers: { traceparent: own.header },
    });
    const published = await collector.trace(
      own.traceId,
      (found) => found.some(({ name }) => name === 'process publishing'),
      'the publication',
    );
    const work = named(published, 'process publishing');
    const sent = named(published, 'send publishing');
    expect(sent.parentSpanId).toBe(named(published, 'POST /api/v1/business/website/create').spanId);
    expect(work).toMatchObject({ kind: 'consumer', service: 'genesis-worker', parentSpanId: sent.spanId });
    expect(work.attributes['genesis.result']).toBe('finished');
  });

  it('shows which calls of the model an answer to the coach took', async () => {
    const own = aPosition();
    const client = await new ApiClient(installation.urls).signUp();
    const { body } = await client.call<{ session_id: string }>('POST', '/api/v1/coaching/start', {
      json: {},
    });
    await client.call('POST', '/api/v1/coaching/step', {
      json: {
        session_id: body.session_id,
        user_response: 'Que les mamans de Grand Yoff mangent des légumes frais chaque matin.',
      },
      headers: { traceparent: own.header },
    });
    const step = await collector.trace(
      own.traceId,
      (found) => found.some(({ name }) => name.startsWith('POST ')),
      'the step',
    );
    const calls = step.filter(({ name }) => name === 'chat simulated-chat');
    expect(calls.length).toBeGreaterThan(0);
    const request = named(step, 'POST /api/v1/coaching/step');
    expect(
      calls.every(
        ({ parentSpanId, service }) => parentSpanId === request.spanId && service === 'genesis-api',
      ),
    ).toBe(true);
  });

  it('keeps what the caller does not keep out, and still continues it', async () => {
    const unkept = aPosition('00');
    const answer = await service.call('/api/v1/auth/me', { headers: { traceparent: unkept.header } });
    const kept = aPosition();
    await service.call('/api/v1/auth/me', { headers: { traceparent: kept.header } });
    await collector.trace(kept.traceId, (found) => found.length > 0, 'a later request');

    expect(positionIn(answer.headers.get('traceparent'))).toMatchObject({
      traceId: unkept.traceId,
      flags: '00',
    });
    expect(collector.spansOf(unkept.traceId)).toEqual([]);
  });

  it('begins a trace of its own where a header makes no sense, and none for probes', async () => {
    const health = await service.call('/health');
    const answers = await Promise.all(
      ['00-0-0-01', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, "' OR 1=1", `ff-${'1'.repeat(32)}-x`].map(
        (traceparent) => service.call('/api/v1/auth/me', { headers: { traceparent } }),
      ),
    );
    const positions = answers.map(({ headers }) => positionIn(headers.get('traceparent')));
    expect(new Set(positions.map(({ traceId }) => traceId)).size).toBe(answers.length);
    expect(positions.every(({ traceId, flags }) => traceId !== '0'.repeat(32) && flags === '01')).toBe(true);
    expect(health.headers.get('traceparent')).toBeNull();
  });

  it('sends where it is told, and nothing that a person wrote, no address, no secret', () => {
    const [first] = collector.receiver.requests;
    expect(first).toMatchObject({
      method: 'POST',
      url: '/v1/traces',
      headers: {
        authorization: `Bearer ${COLLECTOR_SECRET}`,
        'x-tenant': 'genesis',
        'content-type': 'application/x-protobuf',
      },
    });
    const sent = collector.receiver.requests.map(({ body }) => body.toString('latin1')).join();
    const texts = [
      ...model.ledger.entries.flatMap(({ messages }) => (messages ?? []).map(({ content }) => content)),
      ...Object.values(anOrder(userId).business_info),
    ];
    const pieces = texts.flatMap((text) => text.match(/[^\0]{20}/g) ?? []);
    expect(pieces.length).toBeGreaterThan(1_000);
    expect(sent).toContain('invoke_agent content');
    const forbidden = [
      ...pieces,
      ...[
        'a-query',
        'Thiès',
        'Awa',
        '@example',
        COLLECTOR_SECRET,
        API_KEY,
        SERVICE_SECRET,
        SIMULATED_DC360_SECRET,
      ],
      ...['whsec_', installation.env.SECRET_KEY ?? '', 'postgresql://', 'redis://'],
    ];
    const leaked = forbidden.filter((text) => sent.includes(Buffer.from(text).toString('latin1')));
    expect(leaked).toEqual([]);
  });
});

describe('the share of traces that is kept', () => {
  const caller = aPosition();
  let collector: OtlpReceiver;
  let installation: Installation;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    installation = await Installation.create(configuredStores(), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER_ARG: '0',
      // Names that the library knows, and that are no settings of ours.
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/elsewhere',
      OTEL_SERVICE_NAME: 'somebody-else',
      OTEL_RESOURCE_ATTRIBUTES: 'host.name=a-machine',
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_SDK_DISABLED: 'true',
      RUN_LEASE_S: '3',
      RUN_HEARTBEAT_S: '1',
      RECONCILE_EVERY_MS: '500',
    });
    await installation.startApi();
  }, START_MS);
  afterAll(async () => {
    await installation.close();
    await collector.stop();
  }, START_MS);

  it(
    'is ours to say, but for those of callers, through the death of a worker',
    async () => {
      const client = await installation.client().signUp();
      const victim = await installation.startWorker({ FAILPOINTS: 'content:before' });
      const { body } = await client.call<{ brief_id: string }>('POST', '/api/v1/business/brief/generate', {
        json: IDEA,
        headers: { traceparent: caller.header },
      });
      expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
      await installation.startWorker();
      await client.untilSettled(body.brief_id);
      const spans = await collector.trace(
        caller.traceId,
        (found) => found.some(({ name }) => name === 'process runs'),
        'the run of the second worker',
      );

      const request = named(spans, 'POST /api/v1/business/brief/generate');
      const run = named(spans, 'process runs');
      expect(run).toMatchObject({ parentSpanId: request.spanId, attributes: { 'genesis.claim': 2 } });
      expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([caller.traceId]));
      expect(new Set(spans.map(({ service }) => service))).toEqual(
        new Set(['genesis-api', 'genesis-worker']),
      );
      expect(Object.keys(run.resource)).not.toContain('host.name');
    },
    SCENARIO_MS,
  );
});

describe('without a collector', () => {
  it(
    'keeps nothing, and passes on what it is given',
    async () => {
      const hooks = await LocalReceiver.start();
      const dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
      const installation = await Installation.create(configuredStores(), {
        GENESIS_SERVICE_SECRET: SERVICE_SECRET,
        DIGITALCLOUD360_API_URL: dc360.url,
        DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
        DC360_WEBHOOK_URL: hooks.url,
        DC360_WEBHOOK_SECRET: WEBHOOK_SECRET,
      });
      try {
        const [api, worker] = await Promise.all([installation.startApi(), installation.startWorker()]);
        const service = new ServiceCaller(installation.urls[0] ?? '');
        const caller = aPosition();
        const plain = await service.call('/api/v1/auth/me');
        const answer = await service.call('/api/genesis/generate-brief/', {
          body: anOrder(aDc360UserId()),
          headers: { traceparent: caller.header },
        });
        const hook = await waitFor(() => hooks.requests[0], { what: 'the webhook', timeoutMs: 30_000 });

        expect(plain.headers.get('traceparent')).toBeNull();
        expect(answer.headers.get('traceparent')).toBe(caller.header);
        expect(hook.headers.traceparent).toBe(caller.header);
        const lines = [api, worker].map(({ output }) => output.includes(`"trace_id":"${caller.traceId}"`));
        expect(lines).toEqual([true, true]);
      } finally {
        await installation.close();
        await Promise.all([hooks.stop(), dc360.stop()]);
      }
    },
    SCENARIO_MS,
  );
});

describe('a collector that is not well', () => {
  it.each([
    ['never answers', 'hang'],
    ['refuses', { status: 401 }],
    ['is not there', null],
  ] as const)(
    'that %s slows nothing down, and holds up no shutdown',
    async (_how, behaviour) => {
      const collector = await OtlpReceiver.start();
      if (behaviour === null) await collector.stop();
      else collector.behaviour = behaviour;
      const installation = await Installation.create(configuredStores(), {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        SHUTDOWN_GRACE_S: '8',
      });
      try {
        const processes = await Promise.all([installation.startApi(), installation.startWorker()]);
        const client = await installation.client().signUp();
        const { brief_id } = await client.generate(IDEA);
        expect(await client.untilSettled(brief_id)).toMatchObject({ run_status: 'completed' });
        await Promise.all(processes.map((process) => process.untilLogged('traces are not taken')));

        const toldAt = Date.now();
        const ends = await Promise.all(processes.map((process) => process.kill('SIGTERM')));
        for (const end of ends) {
          expect(end).toMatchObject({ code: 0, signal: null });
          expectWithin('the end', end.at - toldAt, 8_000);
        }
      } finally {
        await installation.close();
        if (behaviour !== null) await collector.stop();
      }
    },
    SCENARIO_MS,
  );
});
