import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  type PrivateServer,
  startPrivatePostgres,
  startPrivateRedis,
} from '../../scripts/local/private-services.mjs';
import type { ApiClient } from '../support/harness/api-client.js';
import { Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import type { ChatLedgerEntry } from '../support/simulators/chat-ledger.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';

export interface ServerOptions {
  /** Milliseconds that the simulated model takes for an answer. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
}

/** A PostgreSQL, a Redis and a simulated model of a suite's own: everything here may be killed. */
export class PrivateServers {
  private constructor(
    readonly postgres: PrivateServer,
    readonly redis: PrivateServer,
    readonly model: ChatSimulator,
    private readonly databaseUrl: string,
    private readonly folder: string,
  ) {}

  static async start({ latencyMs = { min: 300, max: 1_500 } }: ServerOptions = {}): Promise<PrivateServers> {
    const folder = await mkdtemp(path.join(tmpdir(), 'genesis-chaos-'));
    const [postgres, redis, model] = await Promise.all([
      startPrivatePostgres({ dir: path.join(folder, 'postgres'), parameters: { max_connections: '300' } }),
      startPrivateRedis({ dir: path.join(folder, 'redis') }),
      ChatSimulator.start({ latencyMs, seed: 7 }),
    ]);
    return new PrivateServers(postgres, redis, model, await testDatabaseOn(postgres.url), folder);
  }

  /** An installation with a database and a key prefix of its own on these servers, whose agents call the model. */
  async install(): Promise<Installation> {
    return Installation.create(
      { databaseUrl: this.databaseUrl, redisUrl: this.redis.url, redisKeyPrefix: 'genesis:chaos' },
      { LLM_BASE_URL: this.model.url, LLM_MODEL: 'simulated' },
    );
  }

  /** What the model saw of these runs. */
  callsOf(runIds: readonly string[]): readonly ChatLedgerEntry[] {
    return this.model.ledger.entries.filter(({ callKey }) => runIds.some((id) => callKey?.startsWith(id)));
  }

  /** What the rows and the model's ledger say against each other; nothing is good. */
  async violations(installation: Installation, deaths: readonly number[] = []): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    return runViolations(installation.db, { calls: this.callsOf(rows.map(({ id }) => id)), deaths });
  }

  async stop(): Promise<void> {
    await Promise.all([this.model.stop(), this.postgres.stop(), this.redis.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Milliseconds from a moment to the end of a brief's run, which must be completed. */
export async function completedAfter(client: ApiClient, briefId: string, sinceMs: number): Promise<number> {
  const status = await client.untilSettled(briefId, 60_000);
  if (status.run_status !== 'completed') throw new Error(`the run ended ${status.run_status}`);
  return Date.parse(status.finished_at ?? '') - sinceMs;
}

/** The service refuses to test on a database whose name does not say so. */
async function testDatabaseOn(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query('CREATE DATABASE chaos_test');
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = '/chaos_test';
  return url.href;
}
