import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { expectWithin } from '../support/harness/time-bar.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { chatWire } from '../support/simulators/chat-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';

const START_MS = 120_000;
const RUNS = 50;
/** What the vendor allows the account, in any second. */
const REQUESTS_PER_SECOND = 10;
/** On a quiet machine none are; on a busy one what a worker was allowed to send may be sent late. Without the limits most. */
const REFUSED_SHARE_AT_MOST = 0.1;
const TICK_MS = 10;
const STANDSTILL_MS = 50;

/** How long this process has stood still of late. The vendor lives in it: what came meanwhile it reads in one go. */
class Standstills {
  private readonly seen: { readonly atMs: number; readonly ms: number }[] = [];
  private tickedAtMs = performance.now();
  private readonly timer = setInterval(() => {
    this.tick();
  }, TICK_MS);

  /** Milliseconds of the last second. */
  ofLastSecond(): number {
    this.tick();
    const since = performance.now() - 1_000;
    return this.seen.filter(({ atMs }) => atMs > since).reduce((sum, { ms }) => sum + ms, 0);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const atMs = performance.now();
    const ms = atMs - this.tickedAtMs;
    this.tickedAtMs = atMs;
    if (ms > STANDSTILL_MS) this.seen.push({ atMs, ms });
  }
}

describe('fifty people on one account of a vendor', () => {
  let installation: Installation;
  let vendor: { readonly url: string; stop(): Promise<void> };
  const receivedAt: number[] = [];
  let refused = 0;
  const standstills = new Standstills();
  const people: ApiClient[] = [];

  beforeAll(async () => {
    const chat = chatWire({ basePath: '/v1', models: [{ id: 'crowded', object: 'model' }] }, {});
    const complete = chat.routes['POST /v1/chat/completions'];
    if (complete === undefined) throw new Error('the simulator answers no chat completions');
    vendor = await VendorSimulator.start(
      {
        ...chat,
        routes: {
          ...chat.routes,
          'POST /v1/chat/completions': (request: Parameters<typeof complete>[0]) => {
            const now = performance.now();
            receivedAt.push(now);
            const meanwhile = 1 + standstills.ofLastSecond() / 1_000;
            if (receivedAt.filter((at) => at > now - 1_000).length <= REQUESTS_PER_SECOND * meanwhile) {
              return complete(request);
            }
            refused += 1;
            return chat.errorAnswer({ reason: 'rate_limited', status: 429, message: 'too many requests' });
          },
        },
      },
      { latencyMs: { min: 100, max: 300 }, keepBodies: false },
    );
    installation = await Installation.create(configuredStores(), {
      LLM_BASE_URL: `${vendor.url}/v1`,
      LLM_MODEL: 'crowded',
      VENDOR_REQUESTS_PER_SECOND: `openai-compatible=${REQUESTS_PER_SECOND}`,
    });
    await Promise.all([installation.startApi(), installation.startWorker(), installation.startWorker()]);
    // One after the other: hashing fifty passwords at once is another test.
    for (let person = 0; person < RUNS; person += 1) people.push(await installation.client().signUp());
  }, START_MS);

  afterAll(async () => {
    await installation.close();
    await vendor.stop();
    standstills.stop();
  }, START_MS);

  it('are all served by the model, in fair turns, and the vendor hardly refuses anybody', async () => {
    const briefs = await Promise.all(
      people.map(async (person, index) => {
        const idea = FRENCH_IDEAS[index % FRENCH_IDEAS.length]!;
        const { brief_id } = await person.generate({ business_brief: idea.brief, language: 'fr' });
        const { run_status } = await person.untilSettled(brief_id, 170_000);
        return { briefId: brief_id, status: run_status };
      }),
    );
    const { rows: fallbacks } = await installation.db.query<object>(
      `SELECT name, status, warnings FROM agent_task WHERE status <> 'success'`,
    );
    expect(fallbacks).toEqual([]);
    expect(briefs.filter(({ status }) => status !== 'completed')).toEqual([]);

    const { rows } = await installation.db.query<{ took: number }>(
      `SELECT 1000 * extract(epoch FROM finished_at - created_at)::float8 AS took FROM agent_run ORDER BY took`,
    );
    const took = rows.map((row) => row.took);
    const median = took[Math.floor(took.length / 2)]!;
    expect(took).toHaveLength(RUNS);
    expectWithin('the slowest run', Math.max(...took), 3 * median);
    expect(refused / receivedAt.length).toBeLessThanOrEqual(REFUSED_SHARE_AT_MOST);
  }, 200_000);

  it('have kept every invariant meanwhile', async () => {
    expect(await runViolations(installation.db)).toEqual([]);
  });
});
