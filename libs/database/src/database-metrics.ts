import { DatabaseSettings } from '@genesis/config';
import { MeasuredGauge, Metrics } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { poolState } from './pool-state.js';

/** PostgreSQL looks at every file of the database for this. */
const SIZE_KEEP_MS = 60_000;

/** Tells of this process's connections, and of the size of the database. */
@Injectable()
export class DatabaseMetrics {
  constructor(
    private readonly dataSource: DataSource,
    { poolMax }: DatabaseSettings,
    { registry }: Metrics,
  ) {
    const pool = new Gauge({
      name: 'genesis_ai_database_pool',
      help: 'Connections of this process to the database that are open or idle, and statements that wait for one.',
      labelNames: ['state'] as const,
      registers: [registry],
      collect: () => {
        for (const [state, count] of Object.entries(poolState(this.dataSource)))
          pool.set({ state }, count as number);
      },
    });
    new Gauge({
      name: 'genesis_ai_database_pool_max',
      help: 'The most connections that this process opens, without the one of its health check.',
      registers: [registry],
    }).set(poolMax);
    new MeasuredGauge({
      registry,
      name: 'genesis_ai_database_size_bytes',
      help: 'Size of the database on disk.',
      labelNames: [],
      keepMs: SIZE_KEEP_MS,
    }).from(async () => [{ labels: {}, value: await this.sizeBytes() }]);
  }

  private async sizeBytes(): Promise<number> {
    const rows: { bytes: string }[] = await this.dataSource.query(
      `SELECT pg_database_size(current_database()) AS bytes`,
    );
    return Number(rows[0]?.bytes);
  }
}
