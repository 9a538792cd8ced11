import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Dc360Behaviour,
  Dc360Simulator,
  SIMULATED_DC360_SECRET,
} from '../../../../test/support/simulators/dc360-simulator.js';
import type { TransportBehaviour } from '../../../../test/support/simulators/vendor-simulator.js';
import { Dc360Connection } from '../dc360/dc360-connection.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import { Dc360Hosting } from './dc360-hosting.adapter.js';
import { aSite, callOptions, describeHosting } from './hosting.contract.js';

const CREATE = 'POST /api/v1/websites';
const PLATFORM_WORDS = 'WORDS-OF-THE-PLATFORM';

const FAILURES: Readonly<Record<string, Dc360Behaviour | TransportBehaviour>> = {
  '400': { kind: 'status', status: 400, message: PLATFORM_WORDS },
  '401': { kind: 'status', status: 401, message: PLATFORM_WORDS },
  '403': { kind: 'status', status: 403, message: PLATFORM_WORDS },
  '404': { kind: 'status', status: 404, message: PLATFORM_WORDS },
  '429': { kind: 'rate_limited' },
  '429 with Retry-After': { kind: 'rate_limited', retryAfter: '3' },
  '500': { kind: 'status', status: 500, message: PLATFORM_WORDS },
  '503 with Retry-After': { kind: 'status', status: 503, retryAfter: '3' },
  '504 after the fact': { kind: 'status_after', status: 504 },
  'silence before the answer': { kind: 'stall_before_answer' },
  'silence in the answer': { kind: 'stall_in_body' },
  'a cut connection': { kind: 'cut_connection' },
  'an answer that is cut': { kind: 'cut_in_body' },
  'a dropped answer': { kind: 'answer_dropped' },
  'a slow drip': { kind: 'slow_drip', everyMs: 400, pieces: 20 },
  'broken JSON': { kind: 'broken_json' },
  'a page of a proxy': { kind: 'broken_envelope' },
  'another shape': { kind: 'wrong_schema' },
  'six megabytes': { kind: 'huge_body' },
};

function hostingOn(simulator: Dc360Simulator, secret: string | null = SIMULATED_DC360_SECRET): Dc360Hosting {
  return new Dc360Hosting(
    // A gateway of its own each: the breaker of one test is not the next one's.
    new Dc360Connection(new VendorGateway(), {
      baseUrl: simulator.url,
      secret,
      timeoutMs: 500,
      version: '1.2.3',
    }),
  );
}

describeHosting('DigitalCloud360', {
  open: async () => {
    const simulator = await Dc360Simulator.start();
    let platform = hostingOn(simulator);
    return {
      get platform() {
        return platform;
      },
      siteCount: () => Promise.resolve(simulator.websites.length),
      reset: () => {
        simulator.reset();
        platform = hostingOn(simulator);
        return Promise.resolve();
      },
      failWith: (failure) => {
        const behaviour = FAILURES[failure];
        if (behaviour === undefined) throw new Error(`there is no failure ${failure}`);
        simulator.play({ behaviour, times: null, routeIncludes: CREATE });
        return Promise.resolve();
      },
      close: () => simulator.stop(),
    };
  },
  failures: {
    '400': 'rejected',
    '401': 'unauthorized',
    '403': 'unauthorized',
    '404': 'not_found',
    '429': 'rate_limited',
    '429 with Retry-After': 'rate_limited',
    '500': 'unavailable',
    '503 with Retry-After': 'unavailable',
    '504 after the fact': 'unavailable',
    'silence before the answer': 'timed_out',
    'silence in the answer': 'timed_out',
    'a cut connection': 'network',
    'an answer that is cut': 'network',
    'a dropped answer': 'network',
    'a slow drip': 'timed_out',
    'broken JSON': 'invalid_output',
    'a page of a proxy': 'invalid_output',
    'another shape': 'invalid_output',
    'six megabytes': 'invalid_output',
  },
  canaries: [PLATFORM_WORDS, SIMULATED_DC360_SECRET, 'Simulated failure', 'filler'],
});

describe('Dc360Hosting', () => {
  let simulator: Dc360Simulator;
  let hosting: Dc360Hosting;

  beforeAll(async () => {
    simulator = await Dc360Simulator.start();
  });

  beforeEach(() => {
    simulator.reset();
    hosting = hostingOn(simulator);
  });

  afterAll(() => simulator.stop());

  it('sends a creation once, whatever happens, and under the reference as its key', async () => {
    const site = aSite();
    simulator.play({ behaviour: { kind: 'status', status: 503 }, routeIncludes: CREATE });

    await expect(hosting.create(site, callOptions())).rejects.toMatchObject({ failure: 'unavailable' });

    expect(simulator.receivedAt(CREATE).map(({ callKey }) => callKey)).toEqual([site.reference]);
  });

  it('repeats by itself what is safe to repeat', async () => {
    const site = aSite();
    const { id } = await hosting.create(site, callOptions());
    simulator.play({ behaviour: { kind: 'status', status: 503 }, routeIncludes: 'GET' });
    simulator.play({ behaviour: { kind: 'status', status: 502 }, routeIncludes: 'PUT' });

    expect(await hosting.status(id, callOptions({ deadlineMs: 5_000 }))).toMatchObject({ id });
    expect(await hosting.update(id, site, callOptions({ deadlineMs: 5_000 }))).toMatchObject({ id });
  });

  it.each([
    ['4711', 4711],
    ['user-9', 'user-9'],
    [null, null],
  ])('names the owner %j as %j', async (dc360UserId, expected) => {
    await hosting.create(aSite({ dc360UserId }), callOptions());

    expect(simulator.websites[0]?.contents[0]).toMatchObject({ user_id: expected });
  });

  it.each([
    ['a list', (site: object) => [site]],
    ['under "websites"', (site: object) => ({ websites: [site] })],
    ['under "items"', (site: object) => ({ items: [site] })],
  ])('reads what is found as %s', async (_how, wrapped) => {
    // As text: the simulator takes a list for a stream.
    const site = aSite();
    const told = { id: 12, url: 'https://a.example', status: 'PUBLISHED', brief_id: site.briefId };
    const body = JSON.stringify(wrapped(told));
    simulator.play({ behaviour: { kind: 'answer', status: 200, body }, times: null, routeIncludes: 'GET' });

    expect(await hosting.find(site, callOptions())).toEqual({
      id: '12',
      url: 'https://a.example',
      status: 'live',
      reference: null,
    });
  });

  it('takes no website of somebody else for its own, though the platform answers with all it has', async () => {
    const site = aSite();
    const other = { url: 'https://b.example', status: 'published' };
    const websites = [
      { ...other, id: 'mute' },
      { ...other, id: 'other', reference: aSite().reference, brief_id: aSite().briefId },
      { ...other, id: 'ours', reference: `${site.briefId}:7` },
    ];
    const found = async (all: readonly object[]) => {
      simulator.reset();
      const body = JSON.stringify({ websites: all });
      simulator.play({ behaviour: { kind: 'answer', status: 200, body }, times: null, routeIncludes: 'GET' });
      return hosting.find(site, callOptions());
    };

    expect(await found(websites.slice(0, 2))).toBeNull();
    expect(await found(websites)).toMatchObject({ id: 'ours', reference: `${site.briefId}:7` });
  });

  it.each([
    ['a script for an address', { url: 'javascript:alert(1)' }],
    ['a page in an address', { website_url: 'data:text/html,<script>alert(1)</script>' }],
    ['a file for an address', { url: 'file:///etc/passwd' }],
    ['dots for an id', { id: '..' }],
  ])('security: output, takes no website that has %s', async (_what, told) => {
    const site = aSite();
    const body = JSON.stringify([
      { id: 12, url: 'https://a.example', status: 'live', brief_id: site.briefId, ...told },
    ]);
    simulator.play({ behaviour: { kind: 'answer', status: 200, body }, times: null, routeIncludes: 'GET' });

    await expect(hosting.find(site, callOptions())).rejects.toMatchObject({ failure: 'invalid_output' });
  });

  it.each([404, 405])('takes a look-up that is answered with %i for no answer', async (status) => {
    simulator.play({ behaviour: { kind: 'status', status }, times: null, routeIncludes: 'GET' });

    expect(await hosting.find(aSite(), callOptions())).toBeNull();
  });

  it('reads the existing website that a 409 names', async () => {
    const { id } = await hosting.create(aSite(), callOptions());
    const body = { error: 'CONFLICT', website_id: id };
    simulator.play({ behaviour: { kind: 'answer', status: 409, body }, routeIncludes: CREATE });

    expect(await hosting.create(aSite(), callOptions())).toMatchObject({ id });
  });

  it('does not make a website of a 409 that nothing stands behind', async () => {
    simulator.play({ behaviour: { kind: 'status', status: 409 }, routeIncludes: CREATE });

    await expect(hosting.create(aSite(), callOptions())).rejects.toMatchObject({ failure: 'conflict' });
  });

  it('tells which fields are missing', async () => {
    const fields = ['content.homepage', { path: 'logo.url' }, 7, '<script>'] as never;
    simulator.play({
      behaviour: { kind: 'answer', status: 422, body: { details: { fields } } },
      routeIncludes: CREATE,
    });

    await expect(hosting.create(aSite(), callOptions())).rejects.toMatchObject({
      code: 'BRIEF_INCOMPLETE',
      kind: 'invalid',
      details: { fields: ['content.homepage', 'logo.url'] },
    });
  });

  it('sends nothing without a secret', async () => {
    const bare = hostingOn(simulator, null);

    expect(bare.isConfigured).toBe(false);
    await expect(bare.create(aSite(), callOptions())).rejects.toMatchObject({ failure: 'not_configured' });
    expect(simulator.received()).toHaveLength(0);
  });
});
