import { DatabaseSettings } from '@genesis/config';
import { pendingMigrations, postgresOptions } from '@genesis/database';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Below the limit of a whole check: a silent connection is replaced before the next one. */
const LIMIT_MS = 1_500;

/** Readiness looks at the database over a connection of its own: behind a pool that is busy with runs, a database in good
 *  health would look as if it were down. */
@Injectable()
export class HealthDatabase implements OnApplicationShutdown {
  private opening: Promise<DataSource> | null = null;

  constructor(private readonly settings: DatabaseSettings) {}

  /** @throws when the database does not answer in time. */
  async ping(): Promise<void> {
    const database = await this.open();
    await database.query('SELECT 1');
  }

  /** @returns the names of migrations that the database lacks. @throws as `ping` does. */
  async pendingMigrations(): Promise<readonly string[]> {
    return pendingMigrations(await this.open());
  }

  async onApplicationShutdown(): Promise<void> {
    const database = await this.opening?.catch(() => null);
    await database?.destroy();
  }

  private open(): Promise<DataSource> {
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  private connect(): Promise<DataSource> {
    const { extra, ...options } = postgresOptions(this.settings, 'genesis-health');
    return new DataSource({
      ...options,
      connectTimeoutMS: LIMIT_MS,
      // It stays open: a server whose connections are all taken is not down for those who have one.
      extra: { ...extra, max: 1, idleTimeoutMillis: 0, statement_timeout: LIMIT_MS, query_timeout: LIMIT_MS },
    }).initialize();
  }
}
