import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { askForAdvisories, judgeAdvisories } from './audit.mjs';

const NPM_MS = 60_000;
const TODAY = new Date('2026-11-26T12:00:00Z');
const EXCEPTION = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'victim',
  reason: 'We never give it what it trips over.',
  until: '2026-12-31',
};

const manifest = { name: 'house', version: '1.0.0', dependencies: { victim: '1.0.0' } };
const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
const lock = {
  ...manifest,
  lockfileVersion: 3,
  requires: true,
  packages: { '': manifest, 'node_modules/victim': { version: '1.0.0', integrity } },
};

const advisories = (severity: string) =>
  JSON.stringify({
    victim: [
      {
        id: 1,
        url: `https://github.com/advisories/${EXCEPTION.advisory}`,
        title: 'Trips over long words',
        severity,
        vulnerable_versions: '<2.0.0',
        cwe: [],
        cvss: { score: 0, vectorString: null },
      },
    ],
  });

describe('Supply chain: npm audit, with dated exceptions', () => {
  let registry: http.Server | null = null;

  afterEach(() => {
    registry?.closeAllConnections();
    registry?.close();
    registry = null;
  });

  /** A registry that knows no package, and answers the question for holes in this way. */
  async function registryThat(answer: http.RequestListener): Promise<string> {
    registry = http.createServer((request, response) => {
      if (request.url === '/-/npm/v1/security/advisories/bulk') answer(request, response);
      else response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    });
    await once(registry.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${String((registry.address() as AddressInfo).port)}/`;
  }

  const says =
    (status: number, body: string): http.RequestListener =>
    (_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  const ask = async (answer: http.RequestListener, times: { answerMs?: number; npmMs?: number } = {}) =>
    askForAdvisories({ manifest, lock, registry: await registryThat(answer), ...times });

  it(
    'is content when no hole is known',
    async () => {
      const judged = judgeAdvisories(await ask(says(200, '{}')), [], TODAY);
      expect(judged).toEqual({ problems: [], note: '0 known holes, 0 excepted' });
    },
    NPM_MS,
  );

  it.each(['high', 'critical'])(
    'fails on a hole that is %s, and says which',
    async (severity) => {
      const { problems } = judgeAdvisories(await ask(says(200, advisories(severity))), [], TODAY);
      expect(problems).toEqual([`${severity}: victim, Trips over long words (${EXCEPTION.advisory})`]);
    },
    NPM_MS,
  );

  it.each(['moderate', 'low'])(
    'warns of a hole that is %s',
    async (severity) => {
      const { problems, note } = judgeAdvisories(await ask(says(200, advisories(severity))), [], TODAY);
      expect(problems).toEqual([]);
      expect(note).toContain(`warned: ${severity}: victim`);
    },
    NPM_MS,
  );

  it.each([
    ['fails', says(500, 'out of order'), '500 Internal Server Error'],
    ['does not know the question', says(404, '{}'), '404 Not Found'],
    ['takes no questions', says(405, ''), '405 Method Not Allowed'],
    ['answers with a page', says(200, '<html></html>'), 'invalid json'],
    ['answers with something else', says(200, '{"error":"maintenance"}'), 'Cannot create property'],
  ])(
    'does not fail where the service %s, but says that nobody was asked',
    async (_, answer, why) => {
      const { problems, note } = judgeAdvisories(await ask(answer), [], TODAY);
      expect(problems).toEqual([]);
      expect(note).toMatch(/^not asked: the advisory service does not answer \(/);
      expect(note).toContain(why);
      expect(note).not.toContain('127.0.0.1');
    },
    NPM_MS,
  );

  it(
    'does not wait for ever: neither for the service',
    async () => {
      expect(await ask(() => undefined, { answerMs: 500 })).toEqual({
        isAnswered: false,
        why: 'network timeout',
      });
    },
    NPM_MS,
  );

  it(
    'nor for npm',
    async () => {
      expect(await ask(() => undefined, { answerMs: 600_000, npmMs: 2_000 })).toEqual({
        isAnswered: false,
        why: 'no answer in time',
      });
    },
    NPM_MS,
  );

  it(
    'does not fail where nobody listens',
    async () => {
      const gone = await registryThat(says(200, '{}'));
      registry?.close();
      const answer = await askForAdvisories({ manifest, lock, registry: gone });
      expect(answer).toMatchObject({ isAnswered: false, why: expect.stringContaining('ECONNREFUSED') });
    },
    NPM_MS,
  );

  describe('an exception', () => {
    const hole = {
      id: EXCEPTION.advisory,
      package: 'victim',
      severity: 'high',
      title: 'Trips over long words',
    };
    const found = { isAnswered: true, advisories: [hole] } as const;
    const nothing = { isAnswered: true, advisories: [] } as const;
    const silence = { isAnswered: false, why: 'away' } as const;

    it('lets its hole through until its last day, and counts', () => {
      const lastMoment = new Date('2026-12-31T23:59:00Z');
      const { problems, note } = judgeAdvisories(found, [EXCEPTION], lastMoment);
      expect({ problems, note }).toEqual({ problems: [], note: '1 known holes, 1 excepted' });
    });

    it('fails from the next day on, also where nobody could be asked', () => {
      const nextDay = new Date('2027-01-01T00:00:01Z');
      const problem = 'the exception for GHSA-aaaa-bbbb-cccc in victim ended on 2026-12-31';
      expect(judgeAdvisories(found, [EXCEPTION], nextDay).problems).toEqual([problem]);
      expect(judgeAdvisories(silence, [EXCEPTION], nextDay).problems).toEqual([problem]);
    });

    it('is for this hole of this package alone', () => {
      const elsewhere = { ...EXCEPTION, package: 'other' };
      expect(judgeAdvisories(found, [elsewhere], TODAY).problems).toEqual([
        `high: victim, Trips over long words (${EXCEPTION.advisory})`,
        'the exception for GHSA-aaaa-bbbb-cccc in other is not needed any more',
      ]);
    });

    it('that nothing needs fails when the service has answered, and only then', () => {
      expect(judgeAdvisories(nothing, [EXCEPTION], TODAY).problems).toEqual([
        'the exception for GHSA-aaaa-bbbb-cccc in victim is not needed any more',
      ]);
      expect(judgeAdvisories(silence, [EXCEPTION], TODAY).problems).toEqual([]);
    });

    it.each([
      [{ until: '2027-12-31' }, 'is for longer than 90 days'],
      [{ until: 'some day' }, 'has no last day'],
      [{ until: '2026-13-45' }, 'has no last day'],
      [{ reason: ' ' }, 'has no reason'],
    ])('with %j fails', (change, problem) => {
      const { problems } = judgeAdvisories(silence, [{ ...EXCEPTION, ...change }], TODAY);
      expect(problems).toEqual([`the exception for GHSA-aaaa-bbbb-cccc in victim ${problem}`]);
    });
  });
});
