import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { cpuMsOf } from './process-usage.js';
import { lastEndAfter, untilAll } from './run-progress.js';

/** Processor time of the api for one body. Source: R25 of the design. */
const CPU_MS = 50;
/** What a busy machine adds to one is not added to each. */
const REPEATS = 4;
/** Longest text of a field of an idea. */
const TEXT_MAX = 4_000;

const GENERATE = '/api/v1/business/brief/generate';
const WRITE = '/api/v1/integrations/redis-fs/write';
const READ = '/api/v1/integrations/redis-fs/read';
const TARGETS = [
  GENERATE,
  '/api/v1/auth/register',
  '/api/v1/coaching/onboarding',
  '/api/v1/business/website/create',
  WRITE,
] as const;

const MEGABYTES_10 = 10 * 1024 * 1024;
const LETTERS = 'a'.repeat(1_000_000);
const LIMIT_BYTES = 262_144;

const keys = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_value, at) => [at.toString(36), 1])));
const ideaWith = (change: object): string =>
  JSON.stringify({ ...IDEA, business_brief: { ...IDEA.business_brief, ...change } });

/** Bodies that nobody means, for every route that takes one. */
const BODIES: readonly (readonly [string, string])[] = [
  ['10 MB of one text', JSON.stringify({ text: 'a'.repeat(MEGABYTES_10) })],
  ['lists 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
  [
    'lists 100,000 deep in an idea',
    `{"business_brief":{"vision":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  ],
  ['objects 43,000 deep', '{"a":'.repeat(43_000) + '1' + '}'.repeat(43_000)],
  ['lists 100,000 deep that do not end', '['.repeat(100_000)],
  ['100,000 keys', keys(100_000)],
  ['25,000 keys', keys(25_000)],
  ['an idea of 100,000 items', ideaWith({ services: Array(100_000).fill('a') })],
  ['one word of a million letters', ideaWith({ vision: LETTERS })],
  ['one word of a quarter of a million letters', ideaWith({ vision: LETTERS.slice(0, 250_000) })],
  ['250,000 escapes', `"${'\\u0000'.repeat(40_000)}"`],
  ['a NUL among the bytes', `${ideaWith({})}\u0000`],
  ['blanks up to the limit', ' '.repeat(LIMIT_BYTES - 10)],
];

/** Texts that are hard to keep as they are. `null`: it is refused. */
const TEXTS: readonly (readonly [string, string, string | null])[] = [
  ['a NUL', 'avant \u0000 après', null],
  ['a lone high surrogate', 'avant \ud83d après', null],
  ['a lone low surrogate', 'avant \ude00 après', null],
  ['a bell', 'avant \u0007 après', null],
  ['marks of direction', '\u200fمطعم\u200e Chez Awa \u061c', '\u200fمطعم\u200e Chez Awa \u061c'],
  // They make a text read otherwise than it is.
  ['overrides of direction', 'Chez \u202eawA\u202c \u2066x\u2069', 'Chez awA x'],
  ['letters in pieces', 'e\u0301te\u0301 \u0915\u093c', 'e\u0301te\u0301 \u0915\u093c'],
  ['a family', '👨‍👩‍👧‍👦 🇸🇳 🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👨‍👩‍👧‍👦 🇸🇳 🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['markup and quotes', '<b>"a"</b> \\u0000 \' ; -- ${x} {{y}}', '<b>"a"</b> \\u0000 \' ; -- ${x} {{y}}'],
  ['line ends', ' un\n\tdeux \n', ' un\n\tdeux \n'],
  ['one word of the greatest length', 'W'.repeat(TEXT_MAX), 'W'.repeat(TEXT_MAX)],
  [
    'one letter with marks without end',
    `a${'\u0301'.repeat(TEXT_MAX - 1)}`,
    `a${'\u0301'.repeat(TEXT_MAX - 1)}`,
  ],
];

describe('bodies that nobody means', () => {
  let servers: PrivateServers;
  let installation: Installation;
  let api: ServiceProcess;
  let client: ApiClient;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 5, max: 30 } });
    installation = await servers.install();
    api = await installation.startApi();
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  afterAll(async () => {
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  const send = (path: string, body: RequestInit['body']) =>
    fetch(`${installation.urls[0]}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.accessToken}`, 'content-type': 'application/json' },
      body,
      duplex: 'half',
      signal: AbortSignal.timeout(20_000),
    } as RequestInit);

  /** @returns the statuses of several, and milliseconds of processor time for the cheapest */
  async function measured(path: string, makeBody: () => RequestInit['body']) {
    const statuses: number[] = [];
    const spent: number[] = [];
    for (let sent = 0; sent < REPEATS; sent += 1) {
      const before = await cpuMsOf(api);
      const answer = await send(path, makeBody());
      await answer.text();
      spent.push((await cpuMsOf(api)) - before);
      statuses.push(answer.status);
    }
    return { statuses: [...new Set(statuses)], cpuMs: Math.round(Math.min(...spent)) };
  }

  it(
    'R25: 10 MB, 100,000 levels, 100,000 keys, a million letters: refused on every route, for next to no time',
    async () => {
      const seen: { body: string; path: string; statuses: number[]; cpuMs: number }[] = [];
      for (const path of TARGETS) {
        for (const [name, body] of BODIES)
          seen.push({ body: name, path, ...(await measured(path, () => body)) });
        const chunked = () => new Blob(['a'.repeat(MEGABYTES_10)]).stream();
        seen.push({ body: '10 MB in pieces', path, ...(await measured(path, chunked)) });
      }
      const dearest = seen.toSorted((one, other) => other.cpuMs - one.cpuMs).slice(0, 3);
      process.stdout.write(`the dearest bodies: ${JSON.stringify(dearest)}\n`);

      expect(seen.filter(({ statuses }) => statuses.some((status) => status < 400 || status > 499))).toEqual(
        [],
      );
      expectWithin('the dearest body', dearest[0]?.cpuMs ?? NaN, CPU_MS);
      const health = await fetch(`${installation.urls[0]}/health/live`);
      expect(health.status).toBe(200);
      const { rows } = await installation.db.query('SELECT id FROM agent_run');
      expect(rows).toEqual([]);
      expect(
        await servers.violations(installation, [], { faults: seen.length * REPEATS, recoveryMs: 0 }),
      ).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R25: NUL, lone surrogates, marks of direction, letters in pieces: refused, or kept as they are and carried to an end',
    async () => {
      const accepted: { readonly name: string; readonly runId: string }[] = [];
      for (const [name, text, kept] of TEXTS) {
        const answer = await send(GENERATE, ideaWith({ vision: text }));
        const body = (await answer.json()) as { brief_id: string; run_id: string };
        if (kept === null) {
          expect([name, answer.status]).toEqual([name, 422]);
          continue;
        }
        expect([name, answer.status]).toEqual([name, 202]);
        accepted.push({ name, runId: body.run_id });
        const { rows } = await installation.db.query<{ vision: string }>(
          `SELECT input->'brief'->>'vision' AS vision FROM agent_run WHERE id = $1`,
          [body.run_id],
        );
        expect([name, rows[0]?.vision]).toEqual([name, kept]);
      }
      for (const [name, text] of TEXTS) {
        const answer = await send(WRITE, JSON.stringify({ path: 'notes/texte.md', content: text }));
        await answer.text();
        if (answer.status >= 400 && answer.status < 500) continue;
        expect([name, answer.status]).toEqual([name, 200]);
        const { body } = await client.call<{ content: string }>('GET', `${READ}?path=notes/texte.md`);
        expect([name, body.content]).toEqual([name, text]);
      }
      await installation.startWorker();
      const startedAt = Date.now();
      const states = await untilAll(
        installation,
        accepted.map(({ runId }) => runId),
        { what: 'ended', condition: (run) => run.finishedAt !== null, timeoutMs: 60_000 },
      );

      const statusOf = new Map(states.map(({ id, status }) => [id, status]));
      expect(accepted.map(({ name, runId }) => [name, statusOf.get(runId)])).toEqual(
        accepted.map(({ name }) => [name, 'completed']),
      );
      const recoveryMs = lastEndAfter(startedAt, states);
      expect(await servers.violations(installation, [], { faults: TEXTS.length * 2, recoveryMs })).toEqual(
        [],
      );
    },
    SCENARIO_MS,
  );
});
