import path from 'node:path';
import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll } from '@jest/globals';
import { type ApiUnderTest, startApi } from '../api/api-under-test.js';
import { aResult, type BenchWorker, RunWorkbench } from './run-workbench.js';

const START_MS = 60_000;
export const TOKEN = 'the operators of the test, thirty-two characters and more'.replaceAll(' ', '-');
export const CLI = path.resolve(import.meta.dirname, '../../scripts/operator.mjs');

export const RUN_ACTS = ['cancel', 'quarantine', 'release', 'retry'] as const;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** An api with a token of operators and a worker of its own: for a `describe`. */
export function operatorsBench() {
  let bench: RunWorkbench;
  let worker: BenchWorker;
  let api: ApiUnderTest;

  beforeAll(async () => {
    bench = await RunWorkbench.open({ RUN_OWNER_CONCURRENCY: '2' });
    worker = await bench.startWorker();
    api = await startApi(apiSettings({ OPERATOR_TOKEN: TOKEN }));
  }, START_MS);
  afterAll(async () => {
    await api.close();
    await bench.close();
  });

  const apiSettings = (extra: Readonly<Record<string, string>>) => ({
    TESTING_MODE: 'true',
    TEST_DATABASE_URL: bench.databaseUrl,
    REDIS_KEY_PREFIX: bench.keyPrefix,
    RUN_OWNER_CONCURRENCY: '2',
    ...extra,
  });
  const listener = ({ app }: ApiUnderTest = api) => `http://127.0.0.1:${String(app.get(MetricsServer).port)}`;

  async function send(url: string, method: string, authorization?: string): Promise<Answer> {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(url, { method, headers });
    const text = await response.text();
    const body = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, body };
  }
  const look = (route: string) => send(`${listener()}/operators${route}`, 'GET');
  const act = (route: string) => send(`${listener()}/operators${route}`, 'POST', `Bearer ${TOKEN}`);

  const jobsOf = async (runId: string) => {
    const { enqueue_count } = await bench.run(runId);
    return worker.queue.states('runs', [`${runId}-${String(enqueue_count)}`]);
  };
  const change = (runId: string, changes: string) =>
    bench.db.query(`UPDATE agent_run SET ${changes} WHERE id = $1`, [runId]);
  const reasonsOf = async (runId: string, query = '') => {
    const { body } = await look(`/runs?limit=1000${query}`);
    return (body.items as { run_id: string; reasons: string[] }[]).find((run) => run.run_id === runId)
      ?.reasons;
  };
  /** A run that has ended, of whose agents some have failed. */
  const aFailedRun = async (failing: readonly string[]) => {
    const failed = async () => ({
      ...aResult(),
      status: 'failed' as const,
      data: null,
      error: { code: 'MODEL_AWAY', message: 'the words of a vendor' },
    });
    const failingWorker = await bench.startWorker(Object.fromEntries(failing.map((name) => [name, failed])));
    const run = await bench.aRun(failingWorker);
    await failingWorker.executor.execute(run.runId);
    await bench.stop(failingWorker);
    return run;
  };

  return {
    // Known once the suite has begun.
    get bench() {
      return bench;
    },
    get worker() {
      return worker;
    },
    get api() {
      return api;
    },
    apiSettings,
    listener,
    send,
    look,
    act,
    jobsOf,
    change,
    reasonsOf,
    aFailedRun,
  };
}
