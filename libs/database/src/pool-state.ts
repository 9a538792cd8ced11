import type pg from 'pg';
import type { DataSource } from 'typeorm';

/** The connections of this process: open ones, those of them that are idle, and statements that wait for one. */
export interface PoolState {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

export function poolState(dataSource: DataSource): PoolState {
  // TypeORM types its pool as `any`.
  const { master } = dataSource.driver as unknown as { readonly master: pg.Pool };
  return { total: master.totalCount, idle: master.idleCount, waiting: master.waitingCount };
}
