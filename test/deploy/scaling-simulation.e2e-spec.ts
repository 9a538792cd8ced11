import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DEMAND, SCALES } from '../../bench/scaling/demand.js';
import { Account, EventLoop, Station } from '../../bench/scaling/event-loop.js';
import { foretell, SCENARIOS } from '../../bench/scaling/scenarios.js';
import { scalingTables, withTables } from '../../bench/scaling/scaling-tables.js';
import { ServiceModel, type SimulationOptions } from '../../bench/scaling/service-model.js';
import { readServiceTimes, type ServiceTimes, VENDOR_PLANS } from '../../bench/scaling/service-times.js';
import { bounds, size, type Sizing } from '../../bench/scaling/sizing.js';
import { KNOWN_MODELS } from '../../libs/integrations/src/llm/known-models.js';
import { seededRandom } from '../support/simulators/seeded-random.js';

const ROOT = path.join(import.meta.dirname, '../..');
const PAGE = path.join(ROOT, 'docs/scaling.md');
const LONG_MS = 180_000;

describe('the queues of the simulation', () => {
  /** Erlang C: share of customers that wait, and how long everybody waits on average, in service times. */
  function erlangC(places: number, load: number): { readonly waiting: number; readonly wait: number } {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < places; k += 1) sum += term *= load / k;
    const last = (term * load) / places / (1 - load / places);
    const waiting = last / (sum + last);
    return { waiting, wait: waiting / (places - load) };
  }

  function simulated(places: number, load: number) {
    const loop = new EventLoop();
    const station = new Station(loop, places);
    const random = seededRandom(7);
    const exponential = () => -Math.log(1 - random());
    let left = 150_000;
    let served = 0;
    const come = () => {
      left -= 1;
      station.use(exponential(), () => (served += 1));
      if (left > 0) loop.after(exponential() / load, come);
    };
    come();
    loop.run();
    const { waitsS, busyS } = station;
    return {
      waiting: waitsS.filter((wait) => wait > 0).length / waitsS.length,
      wait: waitsS.reduce((sum, wait) => sum + wait, 0) / waitsS.length,
      busy: busyS / loop.nowS / places,
      served,
    };
  }

  it.each([
    { places: 1, load: 0.5 },
    { places: 1, load: 0.8 },
    { places: 3, load: 2.1 },
    { places: 10, load: 8 },
    { places: 30, load: 24 },
  ])('wait as Erlang C says: $places places, load $load', ({ places, load }) => {
    const known = erlangC(places, load);
    const found = simulated(places, load);
    expect(found.waiting / known.waiting).toBeGreaterThan(0.93);
    expect(found.waiting / known.waiting).toBeLessThan(1.07);
    expect(found.wait / known.wait).toBeGreaterThan(0.9);
    expect(found.wait / known.wait).toBeLessThan(1.1);
    expect(found.busy).toBeCloseTo(load / places, 1);
    expect(found.served).toBe(150_000);
  });

  it('serve first who came first', () => {
    const loop = new EventLoop();
    const station = new Station(loop, 1);
    const served: number[] = [];
    for (const customer of [1, 2, 3]) station.use(4 - customer, () => served.push(customer));
    loop.run();
    expect(served).toEqual([1, 2, 3]);
    expect(loop.nowS).toBe(6);
    expect(station.waitsS).toEqual([0, 3, 5]);
  });
});

describe("a vendor's account in the simulation", () => {
  function asked(limits: ConstructorParameters<typeof Account>[1], requests: number, maxWaitS: number) {
    const loop = new EventLoop();
    const account = new Account(loop, limits);
    let atOnce = 0;
    let mostAtOnce = 0;
    const grantedAtS: number[] = [];
    let refused = 0;
    for (let request = 0; request < requests; request += 1) {
      account.take(
        maxWaitS,
        () => {
          grantedAtS.push(loop.nowS);
          mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
          loop.after(2, () => {
            atOnce -= 1;
            account.free();
          });
        },
        () => (refused += 1),
      );
    }
    loop.run();
    return { grantedAtS, mostAtOnce, refused, counted: account.granted + account.refused };
  }

  it('gives places a steady pace apart, as the service does', () => {
    const { grantedAtS, refused } = asked({ requestsPerSecond: 12 }, 101, 100);
    expect(refused).toBe(0);
    expect(grantedAtS.at(-1)).toBeCloseTo(10, 6);
  });

  it('never has more in use than it allows', () => {
    const { mostAtOnce, grantedAtS } = asked({ concurrency: 5 }, 50, 100);
    expect(mostAtOnce).toBe(5);
    expect(grantedAtS.at(-1)).toBeCloseTo(18, 6);
  });

  it('refuses who would wait for too long, and loses nobody', () => {
    const { grantedAtS, refused, counted } = asked({ concurrency: 5 }, 50, 3);
    expect(grantedAtS).toHaveLength(10);
    expect(refused).toBe(40);
    expect(counted).toBe(50);
  });
});

describe('the simulation of the service', () => {
  let times: ServiceTimes;
  beforeAll(async () => {
    times = await readServiceTimes(path.join(ROOT, 'bench/scaling/service-times.json'));
  });

  const model = (options: Partial<SimulationOptions> = {}) =>
    new ServiceModel({
      times,
      demand: { ...DEMAND, briefsPerDay: 50_000 },
      fleet: { apis: 2, workers: 2, runsPerWorker: 200, postgresCores: 4, spendingRows: 1 },
      seed: 1,
      lengthS: 120,
      ...options,
    });

  it('says the same for the same seed, and something else for another', () => {
    const first = model().simulatePeak();
    expect(model().simulatePeak()).toEqual(first);
    expect(model({ seed: 2 }).simulatePeak()).not.toEqual(first);
  });

  it('ends every brief that it has begun', () => {
    const waves = (briefs: number, runsPerWorker: number) =>
      model({
        demand: { ...DEMAND, briefsPerDay: 0, accounts: {}, chains: {} },
        fleet: { apis: 1, workers: 1, runsPerWorker, postgresCores: 4, spendingRows: 1 },
      }).makespanS(briefs, times.plans.pro, 10);
    const one = waves(1, 1);
    // Five after each other take five times as long as one; five places take five of them at once.
    expect(waves(5, 1) / one).toBeGreaterThan(4.9);
    expect(waves(5, 1) / one).toBeLessThan(5.1);
    expect(waves(5, 5) / one).toBeLessThan(1.1);
  });

  it('takes no longer than the pace of an account makes it', () => {
    const paced = (accounts: SimulationOptions['demand']['accounts']) =>
      model({ demand: { ...DEMAND, briefsPerDay: 0, accounts, chains: {} } }).makespanS(
        1,
        times.plans.pro,
        1,
      );
    const calls = times.plans.pro.tasks
      .flatMap(({ rounds }) => rounds)
      .reduce((sum, { openai = 0 }) => sum + openai, 0);
    // One brief alone: its calls at most all wait for each other, 0.2 s each.
    expect(paced({ openai: { requestsPerSecond: 6 } })).toBeGreaterThanOrEqual(paced({}));
    expect(paced({ openai: { requestsPerSecond: 6 } })).toBeLessThan(paced({}) + calls * 0.2 + 0.5);
  });

  it('needs more of everything for more briefs, and what it asks for is enough', () => {
    const sizings = SCALES.slice(0, 3).map((scale) => size(times, scale, DEMAND));
    for (const { peak, fleet } of sizings) {
      expect(peak.startDelayS.p95).toBeLessThanOrEqual(1);
      expect(peak.apiWaitS.p95).toBeLessThanOrEqual(0.05);
      expect(peak.mostOpenRuns).toBeLessThan(fleet.workers * fleet.runsPerWorker);
      expect(peak.withFallback).toBe(0);
    }
    const grows = (of: (sizing: Sizing) => number) => {
      const values = sizings.map(of);
      expect([...values].sort((a, b) => a - b)).toEqual(values);
    };
    grows(({ fleet }) => fleet.apis);
    grows(({ fleet }) => fleet.workers);
    grows(({ fleet }) => fleet.postgresCores);
    grows(({ connections }) => connections);
    grows(({ walBytesPerDay }) => walBytesPerDay);
  });

  it('falls back more often when accounts allow less, and not at all when they allow everything', () => {
    const fallbacks = (concurrency: number) => {
      const { withFallback } = model({
        demand: { ...DEMAND, briefsPerDay: 50_000, accounts: { 'openai-images': { concurrency } } },
        lengthS: 300,
      }).simulatePeak();
      return withFallback;
    };
    const [few, some, enough] = [5, 20, 10_000].map(fallbacks);
    expect(few).toBeGreaterThan(some!);
    expect(some).toBeGreaterThan(enough!);
    expect(enough).toBe(0);
  });

  it.each(SCENARIOS)('foretells how long a real run has lasted: $name', (scenario) => {
    const measured = times.validation.find(({ name }) => name === scenario.name);
    const ratio = foretell(times, scenario) / measured!.measuredS;
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
  });

  it('reckons with the prices of the model catalogue', () => {
    const models = VENDOR_PLANS.flatMap((plan) => Object.entries(times.plans[plan].accounts))
      .filter(([, { capability }]) => capability === 'llm')
      .map(([provider, use]) => ({ provider, ...use }));
    expect(models.length).toBeGreaterThanOrEqual(3);
    for (const { provider, model, inputTokens, outputTokens, microUsd } of models) {
      const price = KNOWN_MODELS.find((known) => known.provider === provider && known.model === model);
      const { price_in: priceIn, price_out: priceOut } = price as { price_in: number; price_out: number };
      const expected = (inputTokens * priceIn + outputTokens * priceOut) / 1_000_000;
      // Each call is rounded up to a millionth; one that was cut off has a cost, and no tokens.
      expect(Math.abs(microUsd - expected)).toBeLessThan(expected * 0.1 + 20);
    }
  });

  it('finds that accounts of vendors and the cap of a day give way before our own processes do', () => {
    const found = bounds(times, DEMAND, 60);
    expect(found.map(({ briefsPerDay }) => briefsPerDay)).toEqual(
      found.map(({ briefsPerDay }) => briefsPerDay).sort((a, b) => a - b),
    );
    const place = (text: string) => found.findIndex(({ what }) => what.includes(text));
    expect(place('SPENDING_CAP_DAY_USD')).toBe(0);
    expect(place('openai-images')).toBe(1);
    expect(place('one worker')).toBeGreaterThan(1);
  });

  it(
    'has its figures in docs/scaling.md',
    () => {
      const written = readFileSync(PAGE, 'utf8');
      const renewed = withTables(written, scalingTables(times));
      if (process.env.UPDATE_SCALING_DOCS === '1') writeFileSync(PAGE, renewed);
      expect(readFileSync(PAGE, 'utf8')).toBe(renewed);
    },
    LONG_MS,
  );
});
