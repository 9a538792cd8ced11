import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IDeployment } from 'kubernetes-models/apps/v1';
import { environmentOf } from './kubernetes/container-environment.js';
import { Manifests } from './kubernetes/manifests.js';
import { operatorProgram } from './watched-program.js';

describe.each([
  ['staging', 'genesis-staging'],
  ['production', 'genesis'],
])('workers of %s', (overlay, namespace) => {
  it('are as many as the runs of their own queue need, at half of their places', async () => {
    const manifests = await Manifests.build(`overlays/${overlay}`);
    const { spec } = manifests.one<IScaledObject>('ScaledObject', 'genesis-worker');
    const { threshold = '', query = '' } = spec.triggers[0]!.metadata as Record<string, string>;
    const worker = manifests.one<IDeployment>('Deployment', 'genesis-worker').spec!.template.spec!;
    const { WORKER_CONCURRENCY } = environmentOf(manifests, worker.containers[0]!);
    expect(Number(threshold)).toBe(Number(WORKER_CONCURRENCY) / 2);
    await expectAnswer(query, { namespace, waiting: 150, active: 400 });
    // Without a worker nobody would report the queue.
    expect(spec.minReplicaCount).toBeGreaterThan(0);
    expect(spec.fallback!.replicas).toBeGreaterThanOrEqual(spec.minReplicaCount!);
    expect(spec.fallback!.replicas).toBeLessThanOrEqual(spec.maxReplicaCount!);
  });
});

/** Asks Prometheus what the scaler asks, when two workers report the same queue, and those of another namespace another
 *  one. @throws what promtool says when the answer is not all that waits and is at work. */
async function expectAnswer(
  query: string,
  { namespace, waiting, active }: { namespace: string; waiting: number; active: number },
): Promise<void> {
  const series = (of: string, pod: string, state: string, jobs: number) => ({
    series: `genesis_ai_queue_jobs{namespace="${of}",job="genesis-worker",pod="${pod}",queue="runs",state="${state}"}`,
    values: `${jobs}x5`,
  });
  const reported = ['w1', 'w2'].flatMap((pod) => [
    series(namespace, pod, 'waiting', waiting),
    series(namespace, pod, 'active', active),
    series(namespace, pod, 'delayed', 30),
    series(namespace, pod, 'failed', 1_000),
    series('another', pod, 'waiting', 7_000),
  ]);
  const exp_samples = [{ labels: '{}', value: waiting + active }];
  const tests = [
    {
      interval: '15s',
      input_series: reported,
      promql_expr_test: [{ expr: query, eval_time: '1m', exp_samples }],
    },
  ];
  const folder = await mkdtemp(path.join(tmpdir(), 'genesis-scaling-'));
  try {
    const file = path.join(folder, 'test.yml');
    await writeFile(file, JSON.stringify({ evaluation_interval: '15s', tests }));
    const promtool = operatorProgram('promtool', 'promtool');
    await promisify(execFile)(promtool.file, ['test', 'rules', file], {
      env: {
        PATH: process.env.PATH,
        ...(promtool.libraryPath && { LD_LIBRARY_PATH: promtool.libraryPath }),
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
