import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import type { TestingModule } from '@nestjs/testing';
import { QueueMetrics } from '../../libs/queue/src/queue-metrics.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PublishingWorkbench, type PublishingWorker } from './publishing-workbench.js';
import { aGate, aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
const SOON = { timeoutMs: 10_000 };

/** Value of one series; null where there is none. */
async function valueOf(module: TestingModule, series: string): Promise<number | null> {
  const text = await module.get(Metrics, { strict: false }).registry.metrics();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length));
}

describe('the metrics of runs', () => {
  let bench: RunWorkbench;
  const workers: BenchWorker[] = [];

  beforeAll(async () => {
    bench = await RunWorkbench.open({ WORKER_CONCURRENCY: '7' });
  }, START_MS);
  afterEach(async () => {
    for (const worker of workers.splice(0)) await bench.stop(worker);
  });
  afterAll(() => bench.close());

  async function aWorker(...given: Parameters<RunWorkbench['startWorker']>): Promise<BenchWorker> {
    const worker = await bench.startWorker(...given);
    workers.push(worker);
    return worker;
  }

  it('measure from when a person asked, not from when a worker came', async () => {
    const worker = await aWorker();
    const { runId } = await bench.aRun(worker);
    await bench.db.query(`UPDATE agent_run SET created_at = created_at - interval '100 s' WHERE id = $1`, [
      runId,
    ]);

    await worker.executor.execute(runId);

    const { module } = worker;
    expect(await valueOf(module, 'genesis_ai_runs_total{status="completed"}')).toBe(1);
    expect(await valueOf(module, 'genesis_ai_run_start_delay_seconds_count')).toBe(1);
    expect(await valueOf(module, 'genesis_ai_run_start_delay_seconds_sum')).toBeGreaterThan(100);
    expect(await valueOf(module, 'genesis_ai_run_start_delay_seconds_bucket{le="60"}')).toBe(0);
    const generation = 'genesis_ai_generation_duration_seconds';
    expect(await valueOf(module, `${generation}_sum{source="api",status="completed"}`)).toBeGreaterThan(100);
  });

  it('count a start once, and the slots that are taken', async () => {
    const gate = aGate();
    const first = await aWorker({
      research: async () => {
        await gate.opened;
        return aResult();
      },
    });
    const second = await aWorker();
    const { runId } = await bench.aRun(first);
    const lost = first.executor.execute(runId);
    await waitFor(async () => (await valueOf(first.module, 'genesis_ai_runs_active')) === 1, {
      ...SOON,
      what: 'the run to be carried',
    });
    expect(await valueOf(first.module, 'genesis_ai_run_slots')).toBe(7);

    await bench.endLease(runId);
    await second.executor.execute(runId);

    gate.open();
    expect(await lost).toBe('lease_lost');
    expect(await valueOf(first.module, 'genesis_ai_run_start_delay_seconds_count')).toBe(1);
    expect(await valueOf(second.module, 'genesis_ai_run_start_delay_seconds_count')).toBe(0);
    expect(await valueOf(second.module, 'genesis_ai_runs_total{status="completed"}')).toBe(1);
    expect(await valueOf(first.module, 'genesis_ai_runs_active')).toBe(0);
  });
});

describe('the metrics of queues', () => {
  let bench: RunWorkbench;
  let worker: BenchWorker;

  beforeAll(async () => {
    bench = await RunWorkbench.open();
    worker = await bench.startWorker();
    // A process that takes jobs has them; this bench takes none.
    expect(QueueModule.forWorkers().providers).toContain(QueueMetrics);
    new QueueMetrics(worker.queue, worker.module.get(Metrics, { strict: false }));
  }, START_MS);
  afterAll(() => bench.close());

  it('tell how many jobs wait, and for how long the first of them', async () => {
    const oldest = 'genesis_ai_queue_oldest_seconds{queue="runs"}';
    const waiting = 'genesis_ai_queue_jobs{queue="runs",state="waiting"}';
    expect(await worker.queue.oldestWaitingMs('runs')).toBe(0);
    await bench.aRun(worker);
    const added = performance.now();
    await bench.aRun(worker);

    await waitFor(async () => ((await valueOf(worker.module, oldest)) ?? 0) >= 1.5, {
      ...SOON,
      what: 'the first job to have waited for a while',
    });

    const upperBound = (performance.now() - added) / 1_000 + 1;
    expect(await valueOf(worker.module, oldest)).toBeLessThan(upperBound);
    expect(await valueOf(worker.module, waiting)).toBe(2);
    expect(await valueOf(worker.module, 'genesis_ai_queue_oldest_seconds{queue="publishing"}')).toBe(0);
  });
});

describe('the metrics of publications and webhooks', () => {
  let receiver: Server;
  let status = 500;
  let bench: PublishingWorkbench;
  let worker: PublishingWorker;

  beforeAll(async () => {
    receiver = createServer((_request, response) => {
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    bench = await PublishingWorkbench.open({
      DC360_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`,
      DC360_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      WEBHOOK_TRIES: '2',
    });
    worker = await bench.startWorker();
  }, START_MS);
  afterAll(async () => {
    await bench.close();
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('count websites by where and how they ended', async () => {
    const published = 'genesis_ai_publications_total{host="dc360",status="published"}';
    const failed = 'genesis_ai_publications_total{host="dc360",status="failed"}';
    expect([await valueOf(worker.module, published), await valueOf(worker.module, failed)]).toEqual([0, 0]);
    const brief = await bench.aBrief(worker);
    bench.dc360.play({ behaviour: { kind: 'status', status: 422 }, routeIncludes: 'POST /api/v1/websites' });

    await worker.publish(brief);
    expect([await valueOf(worker.module, published), await valueOf(worker.module, failed)]).toEqual([0, 1]);
    await worker.publish(brief);

    expect([await valueOf(worker.module, published), await valueOf(worker.module, failed)]).toEqual([1, 1]);
    const seconds = 'genesis_ai_publication_duration_seconds_count{host="dc360",status="published"}';
    expect(await valueOf(worker.module, seconds)).toBe(1);
  });

  it('count webhooks by what became of each try', async () => {
    await bench.db.query('DELETE FROM webhook_event');
    await bench.aBrief(worker);
    const tries = async () =>
      Promise.all(
        ['retry', 'given_up', 'delivered'].map((outcome) =>
          valueOf(worker.module, `genesis_ai_webhooks_total{outcome="${outcome}"}`),
        ),
      );
    const tryNow = async () => {
      await bench.db.query(`UPDATE webhook_event SET due_at = now()`);
      await worker.webhooks.deliverDue();
      return tries();
    };

    expect(await tryNow()).toEqual([1, 0, 0]);
    expect(await tryNow()).toEqual([1, 1, 0]);
    status = 204;
    const { rows } = await bench.db.query<{ readonly id: string }>(`SELECT id FROM webhook_event`);
    await worker.webhookLog.replay(String(rows[0]?.id));
    expect(await tryNow()).toEqual([1, 1, 1]);
  });
});
