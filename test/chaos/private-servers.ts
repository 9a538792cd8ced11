import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  type PrivateServer,
  startPrivatePostgres,
  startPrivateRedis,
} from '../../scripts/local/private-services.mjs';
import { Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import type { ChatLedgerEntry } from '../support/simulators/chat-ledger.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { type Measured, recordScenario } from './scenario-record.js';

/** An idea as a caller sends it. */
export const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief ?? {}, language: 'fr' };

/** How long a scenario may take on a machine that does other things too. */
export const SCENARIO_MS = 240_000;

export interface ServerOptions {
  /** Milliseconds that the simulated model takes for an answer. */
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Where both servers keep their data; it is deleted at the end. Default: a new folder. */
  readonly folder?: string;
  /** Server parameters of PostgreSQL. */
  readonly postgres?: Record<string, string>;
}

/** A PostgreSQL, a Redis and a simulated model of a suite's own: everything here may be killed. */
export class PrivateServers {
  private constructor(
    readonly postgres: PrivateServer,
    readonly redis: PrivateServer,
    readonly model: ChatSimulator,
    /** Where Redis keeps its append-only files. */
    readonly redisLog: string,
    private readonly databaseUrl: string,
    private readonly folder: string,
  ) {}

  static async start({
    latencyMs,
    folder: wanted,
    postgres: parameters,
  }: ServerOptions): Promise<PrivateServers> {
    const folder = wanted ?? (await mkdtemp(path.join(tmpdir(), 'genesis-chaos-')));
    const redisDir = path.join(folder, 'redis');
    const [postgres, redis, model] = await Promise.all([
      startPrivatePostgres({ dir: path.join(folder, 'postgres'), parameters }),
      startPrivateRedis({ dir: redisDir }),
      ChatSimulator.start({ latencyMs, seed: 7 }),
    ]);
    const databaseUrl = await testDatabaseOn(postgres.url);
    const redisLog = path.join(redisDir, 'data/appendonlydir');
    return new PrivateServers(postgres, redis, model, redisLog, databaseUrl, folder);
  }

  /** An installation with a database and a key prefix of its own on these servers, whose agents call the model. */
  async install(env: Readonly<Record<string, string>> = {}): Promise<Installation> {
    return Installation.create(
      { databaseUrl: this.databaseUrl, redisUrl: this.redis.url, redisKeyPrefix: 'genesis:chaos' },
      { LLM_BASE_URL: this.model.url, LLM_MODEL: 'simulated-chat', ...env },
    );
  }

  /** The model answers properly again; what it saw is kept. */
  async endScript(): Promise<void> {
    await fetch(`${this.model.origin}/__script`, { method: 'DELETE' });
  }

  /** What the model saw of these runs, in the order in which it came. */
  callsOf(runIds: readonly string[]): readonly ChatLedgerEntry[] {
    const prefixes = new Set(runIds);
    return this.model.ledger.entries.filter(({ callKey }) => prefixes.has(callKey?.split('/')[0] ?? ''));
  }

  /** Calls of these runs that the model is thinking about. */
  openCallsOf(runIds: readonly string[]): readonly ChatLedgerEntry[] {
    return this.callsOf(runIds).filter((call) => call.finishedAt === null && call.abortedAt === null);
  }

  /** What the rows and the model's ledger say against each other; nothing is good. A numbered scenario is recorded for the
   *  report at the same time.
   *  @param deaths when workers were killed, in milliseconds of the Unix epoch */
  async violations(
    installation: Installation,
    deaths: readonly number[] = [],
    measured: Measured = {},
  ): Promise<readonly string[]> {
    const { rows } = await installation.db.query<{ id: string }>('SELECT id FROM agent_run');
    const calls = this.callsOf(rows.map(({ id }) => id));
    const found = await runViolations(installation.db, { calls, deaths, provider: 'openai-compatible' });
    const violations = [...(measured.seen ?? []), ...found];
    await recordScenario(violations, { faults: deaths.length, ...measured }, installation.db);
    return violations;
  }

  async stop(): Promise<void> {
    await Promise.all([this.model.stop(), this.postgres.stop(), this.redis.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
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
