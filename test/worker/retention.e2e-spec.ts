import { RetentionSettings } from '@genesis/config';
import { Retention } from '@genesis/database';
import { newId } from '@genesis/kernel';
import { Metrics } from '@genesis/observability';
import { describe, expect, it } from '@jest/globals';
import { RetentionJob } from '../../apps/worker/src/retention.job.js';
import { retentionBench, AGES } from './retention-bench.js';

describe('retention', () => {
  const suite = retentionBench();
  const { rows, count } = suite;

  it('removes idempotency keys whose time is up', async () => {
    await rows(
      `INSERT INTO idempotency_keys (scope, key, body_hash, response, expires_at)
       SELECT 'retention', n::text, 'h', '{}'::jsonb, now() - interval '1 second' FROM generate_series(1, 1200) n
       UNION ALL SELECT 'retention', 'kept', 'h', '{}'::jsonb, now() + interval '1 minute'`,
    );

    const [first, second] = await Promise.all([suite.job.round(), suite.other.round()]);

    expect((first['idempotency_keys'] ?? 0) + (second['idempotency_keys'] ?? 0)).toBe(1200);
    expect(await rows(`SELECT key FROM idempotency_keys WHERE scope = 'retention'`)).toEqual([
      { key: 'kept' },
    ]);
  });

  it('removes webhook events that are over', async () => {
    const { young, old } = AGES(30);
    for (const [status, at] of [
      ['delivered', old],
      ['failed', old],
      ['delivered', young],
      ['failed', young],
      ['queued', old],
      ['sending', old],
    ]) {
      await rows(
        `INSERT INTO webhook_event (id, kind, brief_id, version, payload, status, due_at)
         VALUES ($1, 'brief.completed', $1, 1, '{}', $2, ${at ?? ''})`,
        [newId(), status],
      );
    }

    expect((await suite.job.round())['webhook_events']).toBe(2);

    expect(await rows(`SELECT status FROM webhook_event ORDER BY status`)).toEqual(
      ['delivered', 'failed', 'queued', 'sending'].map((status) => ({ status })),
    );
    await rows('DELETE FROM webhook_event');
  });

  it('removes usage reports that are over, but those of a trial, which is counted for ever', async () => {
    const { young, old } = AGES(400);
    const owner = await suite.bench.anOwner();
    const reports: [string, string, string][] = [
      ['delivered', '2020-01-01', old],
      ['dead', '2020-01-01', old],
      ['delivered', '2020-01-01', young],
      ['pending', '2020-01-01', old],
      ['delivered', 'trial', old],
    ];
    for (const [state, period, at] of reports) {
      const runId = newId();
      await rows(
        `INSERT INTO quota_reservation (run_id, user_id, plan, period, units, state, settled_at)
         VALUES ($1, $2, 'pro', $3, 1, 'committed', now())`,
        [runId, owner, period],
      );
      await rows(
        `INSERT INTO usage_report (run_id, dc360_user_id, used_at, state, delivered_at)
         VALUES ($1, '7', ${at}, $2, CASE WHEN $2 = 'delivered' THEN now() END)`,
        [runId, state],
      );
    }

    expect((await suite.job.round())['usage_reports']).toBe(2);

    expect(await count('usage_report')).toBe(3);
    expect(await count('quota_reservation', 'user_id = $1', [owner])).toBe(5);
  });

  it('goes on with the suite.other rules when one fails, counts what it took, and takes a bounded share in one round', async () => {
    const { module } = await suite.bench.startWorker();
    const { registry } = module.get(Metrics, { strict: false });
    const retention = module.get(Retention, { strict: false });
    let calls = 0;
    retention.add({ name: 'broken', prune: () => Promise.reject(new Error('away')) });
    retention.add({
      name: 'endless',
      prune: (limit) => {
        calls += 1;
        return Promise.resolve(limit);
      },
    });
    const odd = new RetentionJob(
      retention,
      module.get(RetentionSettings, { strict: false }),
      module.get(Metrics, { strict: false }),
    );
    odd.onApplicationBootstrap();
    expect(await registry.getSingleMetricAsString('genesis_ai_retention_rows_total')).toContain(
      '{rule="runs"} 0',
    );

    expect(await odd.round()).toMatchObject({ broken: 0, endless: 20_000, runs: 0 });

    expect(calls).toBe(40);
    const metric = await registry.getSingleMetricAsString('genesis_ai_retention_rows_total');
    expect(metric).toContain('{rule="endless"} 20000');
    expect(metric).toContain('{rule="broken"} 0');
    // A suite.worker that ends takes nothing more.
    await odd.beforeApplicationShutdown();
    expect(await odd.round()).toEqual({});
    expect(calls).toBe(40);
  });
});
