import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { expectWithin } from '../support/harness/time-bar.js';
import type { SeenByModel } from '../support/simulators/chat-ledger.js';
import type { ModelBehaviour } from '../support/simulators/chat-script.js';
import { deepseekWire } from '../support/simulators/deepseek-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { IDEA, PrivateServers, SCENARIO_MS } from './private-servers.js';
import { lastEndAfter, runIdsOf, startRuns, statesOf, untilAll } from './run-progress.js';
import { NONSENSE, REFUSALS, SILENCES } from './vendor-fault-list.js';
import {
  byCall,
  heldForMs,
  ideaOf,
  pausesOf,
  startTrials,
  type Trial,
  WRITERS,
  writersOf,
} from './vendor-trials.js';

/** Time of one attempt where vendors are silent; elsewhere it is longer than any machine is busy. */
const ATTEMPT_MS = 2_000;
/** Of timers on a machine that does other things too. */
const LATE_MS = 2_500;
/** Pauses between attempts begin at 250 ms, and nobody waits for more than 10 s. */
const SHORTEST_PAUSE_MS = 240;
const LONGEST_PAUSE_MS = 10_000;
const NEIGHBOURS = 3;

describe('vendors answer badly, in one installation at the same time', () => {
  let servers: PrivateServers;
  let next: VendorSimulator<ModelBehaviour, SeenByModel>;
  let installation: Installation;
  let client: ApiClient;
  let worker: ServiceProcess | null = null;

  beforeAll(async () => {
    [servers, next] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 5, max: 30 } }),
      VendorSimulator.start(deepseekWire(), { latencyMs: { min: 5, max: 30 }, keepBodies: false }),
    ]);
    installation = await servers.install({
      DEEPSEEK_BASE_URL: next.url,
      DEEPSEEK_API_KEY: 'sk-simulated',
      PLAN_ENTERPRISE_LLM: 'openai-compatible,deepseek',
      // Each fault for itself: neither a breaker nor a crowded account may come between.
      VENDOR_BREAKER_FAILURES: '1000',
      VENDOR_CONCURRENCY: 'openai-compatible=1000,deepseek=1000',
      VENDOR_REQUESTS_PER_SECOND: 'deepseek=1000',
      RUN_OWNER_CONCURRENCY: '100',
      RUN_TIMEOUT_JOB_S: '60',
      FAILPOINTS: [
        ...['research', 'logo', 'seo', 'template', 'synthesis'].map(
          (task) => `${task}:before=error@No ${task}`,
        ),
        'content:before=error@No content',
        ...['logo', 'seo', 'template'].map((task) => `${task}:before=error@Two of five`),
      ].join(','),
    });
    await installation.startApi();
    client = await installation.client().signUp();
  }, SCENARIO_MS);

  // Runs are scripted by their ids, before anybody carries them.
  afterEach(async () => {
    await worker?.stop();
    worker = null;
  });

  afterAll(async () => {
    await installation.close();
    await Promise.all([servers.stop(), next.stop()]);
  }, SCENARIO_MS);

  /** Starts a worker, and waits for what it makes of these runs. */
  async function carried(runIds: readonly string[], env: Readonly<Record<string, string>> = {}) {
    worker = await installation.startWorker(env);
    const since = Date.now();
    const states = await untilAll(installation, runIds, {
      what: 'ended',
      condition: (run) => run.finishedAt !== null,
      timeoutMs: 90_000,
    });
    return { states, tookMs: Math.max(0, lastEndAfter(since, states)) };
  }

  const nextCallsOf = (runId: string) =>
    next.received().filter(({ callKey }) => callKey?.startsWith(`${runId}/`));

  function spoil(trials: readonly Trial[]): void {
    for (const { run, behaviour, isNextIll } of trials) {
      const entry = { behaviour, times: null, callKeyIncludes: `${run.run_id}/` };
      servers.model.script(entry);
      if (isNextIll) next.play(entry);
    }
  }

  async function violations(faults: number, recoveryMs: number): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    const calls = rows.flatMap(({ id }) => nextCallsOf(id));
    return [
      ...(await servers.violations(installation, [], { faults, recoveryMs })),
      ...(await runViolations(installation.db, { calls, provider: 'deepseek' })),
    ];
  }

  const spoiltOf = (runIds: readonly string[]) =>
    [...servers.callsOf(runIds), ...runIds.flatMap(nextCallsOf)].filter(
      (call) => call.behaviour !== 'answer',
    );

  /** The vendor's side of a run whose every request was spoilt. */
  function expectWithinBudget(trial: Trial): void {
    const { run, attempts, behaviour, isNextIll, isRepaired = false } = trial;
    const vendors = [servers.callsOf([run.run_id]), ...(isNextIll ? [nextCallsOf(run.run_id)] : [])];
    for (const [at, calls] of vendors.entries()) {
      const requests = byCall(calls);
      const [repairs, questions] = [true, false].map((isRepair) =>
        [...requests].filter(([key]) => key.endsWith(':repair') === isRepair),
      );
      const asked = { repairs: repairs?.length ?? 0, questions: questions?.length ?? 0 };
      const isCorrector = isRepaired && at > 0;
      expect(asked.questions).toBeGreaterThanOrEqual(isCorrector ? 0 : WRITERS.length);
      // The next one corrects what the first one could not correct itself.
      if (isCorrector) expect(asked).toEqual({ repairs: expect.any(Number), questions: 0 });
      else expect(asked.repairs).toBe(isRepaired ? asked.questions : 0);
      for (const [key, each] of requests) {
        expect([key, each.map((call) => call.behaviour)]).toEqual([
          key,
          Array(attempts).fill(behaviour.kind),
        ]);
        for (const pause of pausesOf(each)) {
          expect(pause).toBeGreaterThanOrEqual(SHORTEST_PAUSE_MS);
          expectWithin('a pause', pause, LONGEST_PAUSE_MS);
        }
      }
    }
  }

  async function expectOutcome(trial: Trial): Promise<void> {
    const { run, code, isNextIll, name } = trial;
    const [state] = await statesOf(installation, [run.run_id]);
    const tasks = await writersOf(installation, run.run_id);
    const told = tasks.map(({ status, provider, warnings }) => ({
      status,
      provider,
      isTold: warnings.some((warning) => warning.includes(code)),
    }));
    const expected = isNextIll
      ? { status: 'fallback', provider: 'knowledge', isTold: true }
      : { status: 'success', provider: 'deepseek', isTold: false };
    expect({ name, isNextIll, run: state?.status, told }).toEqual({
      name,
      isNextIll,
      run: isNextIll ? 'partial' : 'completed',
      told: WRITERS.map(() => expected),
    });
  }

  it(
    'R14: 429, 500, 529 and cut connections: few attempts with pauses, then the next vendor, then the knowledge engine',
    async () => {
      const trials = await startTrials(client, REFUSALS);
      const transient = await Promise.all(
        [
          { kind: 'rate_limited' as const, retryAfter: '1' },
          { kind: 'status' as const, status: 500 },
        ].map(async (behaviour) => {
          const run = await client.generate(IDEA);
          servers.model.script({ behaviour, times: 2, callKeyIncludes: `${run.run_id}/content/` });
          return { run, behaviour };
        }),
      );
      spoil(trials);
      const neighbours = runIdsOf(await startRuns(client, NEIGHBOURS));
      const runIds = [...runIdsOf(trials.map(({ run }) => run)), ...transient.map(({ run }) => run.run_id)];
      const { states, tookMs } = await carried([...runIds, ...neighbours]);

      for (const trial of trials) {
        expectWithinBudget(trial);
        await expectOutcome(trial);
      }
      for (const { run, behaviour } of transient) {
        const [state] = await statesOf(installation, [run.run_id]);
        expect([behaviour.kind, state?.status]).toEqual([behaviour.kind, 'completed']);
        expect(nextCallsOf(run.run_id)).toEqual([]);
        const pauses = [...byCall(servers.callsOf([run.run_id])).values()].flatMap(pausesOf);
        expect(pauses.length).toBe(2);
        if (behaviour.kind === 'rate_limited') expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
        expectWithin('the longest pause', Math.max(...pauses), 1_250 + LATE_MS);
      }
      const ofNeighbours = states.filter(({ id }) => neighbours.includes(id));
      expect(ofNeighbours.map(({ status }) => status)).toEqual(neighbours.map(() => 'completed'));
      expect(await violations(spoiltOf(runIds).length, tookMs)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R15: a vendor that hangs before its headers, in its body, or sends a few bytes a second, is left at the limit',
    async () => {
      const trials = await startTrials(client, SILENCES);
      spoil(trials);
      const runIds = runIdsOf(trials.map(({ run }) => run));
      const { tookMs } = await carried(runIds, {
        DEEPSEEK_TIMEOUT_S: String(ATTEMPT_MS / 1_000),
        LLM_TIMEOUT_S: String(ATTEMPT_MS / 1_000),
      });

      for (const trial of trials) {
        expectWithinBudget(trial);
        await expectOutcome(trial);
      }
      const held = spoiltOf(runIds).map(heldForMs);
      expect(held.length).toBeGreaterThanOrEqual(trials.length * WRITERS.length * 2);
      expect(Math.min(...held)).toBeGreaterThanOrEqual(ATTEMPT_MS - LATE_MS / 10);
      expectWithin('the longest attempt', Math.max(...held), ATTEMPT_MS + LATE_MS);
      expect(servers.openCallsOf(runIds)).toEqual([]);
      expect(next.ledger.inFlight).toBe(0);
      expect(await violations(held.length, tookMs)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R16: broken JSON, another schema, nothing, six megabytes, a cut text: one correction, and no result is made of it',
    async () => {
      const trials = await startTrials(client, NONSENSE);
      const mended = await client.generate(IDEA);
      servers.model.script({
        behaviour: { kind: 'broken_json' },
        times: 1,
        callKeyIncludes: `${mended.run_id}/seo/`,
      });
      spoil(trials);
      const runIds = [...runIdsOf(trials.map(({ run }) => run)), mended.run_id];
      const { states, tookMs } = await carried(runIds);

      for (const trial of trials) {
        expectWithinBudget(trial);
        await expectOutcome(trial);
        const { rows } = await installation.db.query<{ text: string }>(
          `SELECT output::text AS text FROM agent_task WHERE run_id = $1
            UNION ALL SELECT content FROM artifact WHERE workspace_id = $1`,
          [trial.run.run_id],
        );
        expect(rows.filter(({ text }) => /"?unexpected"?: ?true|x{100}/.test(text))).toEqual([]);
        if (trial.isRepaired === true) continue;
        const { rows: successes } = await installation.db.query(
          `SELECT call_key FROM provider_call
            WHERE run_id = $1 AND provider = 'openai-compatible' AND outcome = 'success'`,
          [trial.run.run_id],
        );
        expect(successes).toEqual([]);
      }
      expect(states.find(({ id }) => id === mended.run_id)?.status).toBe('completed');
      expect(await violations(spoiltOf(runIds).length, tookMs)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R17: an agent that fails for good leaves a partial brief, unless it is the one that writes, or too few are left',
    async () => {
      const single = ['research', 'logo', 'seo', 'template', 'synthesis', 'content'].map(
        (task) => `No ${task}`,
      );
      const names = [...single, 'Two of five'];
      const runs = await Promise.all(names.map((name) => client.generate(ideaOf(name))));
      const neighbours = runIdsOf(await startRuns(client, NEIGHBOURS));
      const { states, tookMs } = await carried([...runIdsOf(runs), ...neighbours]);

      const statuses = Object.fromEntries(
        runs.map(({ run_id }, at) => [names[at], states.find(({ id }) => id === run_id)?.status]),
      );
      expect(statuses).toEqual({
        'No research': 'partial',
        'No logo': 'partial',
        'No seo': 'partial',
        'No template': 'partial',
        'No synthesis': 'completed',
        'No content': 'failed',
        'Two of five': 'failed',
      });
      for (const [at, name] of ['research', 'logo', 'seo', 'template'].entries()) {
        const { brief_id } = runs[at] ?? { brief_id: '' };
        const brief = await client.brief(brief_id);
        expect(brief).toMatchObject({ status: 'partial', failed_agents: [name], fallback_agents: [] });
        expect(brief.agents[name as 'research']).toMatchObject({ error: { code: 'AGENT_ERROR' } });
        expect(brief.content_generation).not.toBeNull();
      }
      const ofNeighbours = states.filter(({ id }) => neighbours.includes(id));
      expect(ofNeighbours.map(({ status }) => status)).toEqual(neighbours.map(() => 'completed'));
      expect(await violations(single.length + 3, tookMs)).toEqual([]);
    },
    SCENARIO_MS,
  );

  it(
    'R14: a Retry-After of a day holds nobody for longer than the run has',
    async () => {
      const run = await client.generate(IDEA);
      const entry = {
        behaviour: { kind: 'rate_limited' as const, retryAfter: '86400' },
        times: null,
        callKeyIncludes: `${run.run_id}/`,
      };
      servers.model.script(entry);
      next.play(entry);
      const { states, tookMs } = await carried([run.run_id]);

      expect(states[0]?.status).toBe('partial');
      for (const { provider, warnings } of await writersOf(installation, run.run_id)) {
        expect({ provider, isTold: warnings.join().includes('LLM_RATE_LIMITED') }).toEqual({
          provider: 'knowledge',
          isTold: true,
        });
      }
      const requests = [...servers.callsOf([run.run_id]), ...nextCallsOf(run.run_id)];
      expect(requests.length).toBeGreaterThan(0);
      // What is asked after the first refusal is not even sent.
      expect(requests.length).toBeLessThanOrEqual(2 * WRITERS.length);
      expectWithin('all of it', tookMs, LONGEST_PAUSE_MS);
      expect(await violations(requests.length, tookMs)).toEqual([]);
    },
    SCENARIO_MS,
  );
});
