import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { completedAfter, PrivateServers } from './private-world.js';

/** Longest time from a worker's death to the end of its run. Source: the recovery bar of the design. */
const RECOVERY_MS = 20_000;
const TEST_MS = 120_000;

const CALLING = ['research', 'content', 'logo', 'seo'] as const;
const SILENT = ['template', 'synthesis'] as const;
/** Named places at which the worker kills itself; the agents that call no vendor have no call to be killed after. */
const PLACES = ['before', 'after-return', 'after-commit'] as const;

const idea = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };

let servers: PrivateServers;

beforeAll(async () => {
  servers = await PrivateServers.start();
}, TEST_MS);
afterAll(() => servers.stop(), TEST_MS);

/** One run whose worker dies at `place`; @returns how long the next worker took and what is wrong. */
async function dieAt(
  place: string,
): Promise<{ place: string; recoveryMs: number; violations: readonly string[] }> {
  const installation = await servers.install();
  try {
    await installation.startApi();
    const victim = await installation.startWorker({ FAILPOINTS: place });
    const client = await installation.client().signUp();
    const { brief_id } = await client.generate(idea);
    const { signal, at } = await victim.ended;
    expect(signal).toBe('SIGKILL');
    await installation.startWorker();
    const recoveryMs = await completedAfter(client, brief_id, at);
    return { place, recoveryMs, violations: await servers.violations(installation, [at]) };
  } finally {
    await installation.close();
  }
}

describe('R1: a worker is killed; another one completes the run and no finished call is made again', () => {
  const places = [
    ...CALLING.map((task) => [task, [...PLACES, 'after-call']] as const),
    ...SILENT.map((task) => [task, [...PLACES]] as const),
  ];

  it.each(places)(
    'in %s: %j',
    async (task, where) => {
      const outcomes = await Promise.all(where.map((place) => dieAt(`${task}:${place}`)));

      expect(
        outcomes.flatMap(({ place, violations }) => violations.map((text) => `${place}: ${text}`)),
      ).toEqual([]);
      expect(outcomes.filter(({ recoveryMs }) => recoveryMs > RECOVERY_MS)).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'while the model holds several calls open',
    async () => {
      const installation = await servers.install();
      try {
        await installation.startApi();
        const victim = await installation.startWorker();
        const client = await installation.client().signUp();
        const { brief_id, run_id } = await client.generate(idea);
        const isOpen = () => servers.callsOf([run_id]).filter((call) => call.finishedAt === null).length > 2;
        await waitFor(isOpen, { timeoutMs: 20_000, everyMs: 10, what: 'several open calls' });
        const { at } = await victim.kill('SIGKILL');
        await installation.startWorker();

        expect(await completedAfter(client, brief_id, at)).toBeLessThanOrEqual(RECOVERY_MS);
        expect(await servers.violations(installation, [at])).toEqual([]);
      } finally {
        await installation.close();
      }
    },
    TEST_MS,
  );
});
