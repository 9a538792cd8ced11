import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { ApiClient } from './api-client.js';
import { type BuiltService, ServiceProcess } from './service-process.js';
import { TestDatabase } from './test-database.js';

export interface Stores {
  /** A database on the server that shall be used; its name contains `test`. It is not written to. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The installation's keys begin with it. */
  readonly redisKeyPrefix: string;
}

/** The stores that the test command opened for this invocation. */
export function configuredStores(): Stores {
  const { DATABASE_URL, REDIS_URL, REDIS_KEY_PREFIX } = process.env;
  if (!DATABASE_URL || !REDIS_URL || !REDIS_KEY_PREFIX) {
    throw new Error(
      'DATABASE_URL, REDIS_URL and REDIS_KEY_PREFIX are not set: run the tests with `npm test`',
    );
  }
  return { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL, redisKeyPrefix: REDIS_KEY_PREFIX };
}

/** The service as it is installed somewhere: a database, a Redis, and any number of api and worker processes. */
export class Installation {
  readonly keyPrefix: string;
  readonly env: Readonly<Record<string, string>>;
  private readonly processes: ServiceProcess[] = [];
  private readonly apiUrls: string[] = [];

  private constructor(
    private readonly database: TestDatabase,
    stores: Stores,
    env: Readonly<Record<string, string>>,
  ) {
    this.keyPrefix = `${stores.redisKeyPrefix}:${randomBytes(4).toString('hex')}`;
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      // What the harness waits for is told at this level.
      LOG_LEVEL: 'INFO',
      DATABASE_URL: database.url,
      REDIS_URL: stores.redisUrl,
      REDIS_KEY_PREFIX: this.keyPrefix,
      SECRET_KEY: randomSecret(),
      HOST: '127.0.0.1',
      PORT: '0',
      PROMETHEUS_PORT: '0',
      ...env,
    };
  }

  /** A migrated database and nothing running. @param env settings of every process. */
  static async create(stores: Stores, env: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const database = await TestDatabase.create(stores.databaseUrl);
    return Installation.migrated(database, stores, {
      ENVIRONMENT: 'testing',
      TESTING_MODE: 'true',
      TEST_DATABASE_URL: database.url,
      ...env,
    });
  }

  /** The same with what production asks for. One Redis holds the cache and the queue. */
  static async createForProduction(
    stores: Stores,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Installation> {
    const database = await TestDatabase.create(stores.databaseUrl, { isForProduction: true });
    return Installation.migrated(database, stores, {
      ENVIRONMENT: 'production',
      REDIS_QUEUE_URL: stores.redisUrl,
      CORS_ORIGINS: 'https://digitalcloud360.ci',
      DIGITALCLOUD360_SERVICE_SECRET: randomSecret(),
      GENESIS_SERVICE_SECRET: randomSecret(),
      ...env,
    });
  }

  private static async migrated(
    database: TestDatabase,
    stores: Stores,
    env: Readonly<Record<string, string>>,
  ): Promise<Installation> {
    const installation = new Installation(database, stores, env);
    const migration = new ServiceProcess('migrate', installation.env);
    const { code } = await migration.ended;
    const { output } = migration;
    await migration.stop();
    if (code === 0) return installation;
    await installation.close();
    throw new Error(`the migrations failed:\n${output}`);
  }

  get db(): pg.Pool {
    return this.database.pool;
  }

  /** Where the apis listen that were started until now, the oldest first. */
  get urls(): readonly string[] {
    return this.apiUrls;
  }

  /** A client that sends its requests in turn to the apis started until now. */
  client(): ApiClient {
    return new ApiClient([...this.apiUrls]);
  }

  /** @returns an api that takes requests. */
  async startApi(
    env: Readonly<Record<string, string>> = {},
    built: BuiltService = {},
  ): Promise<ServiceProcess> {
    const api = this.launch('api', env, built);
    const { url } = await api.untilLogged('api listens');
    this.apiUrls.push(String(url));
    return api;
  }

  /** @returns a worker that takes jobs. */
  async startWorker(
    env: Readonly<Record<string, string>> = {},
    built: BuiltService = {},
  ): Promise<ServiceProcess> {
    const worker = this.launch('worker', env, built);
    await worker.untilLogged('worker takes jobs');
    return worker;
  }

  /** Ends every process and drops the database. */
  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    await this.database.drop();
  }

  private launch(
    entry: 'api' | 'worker',
    env: Readonly<Record<string, string>>,
    built: BuiltService,
  ): ServiceProcess {
    const process = new ServiceProcess(entry, { ...this.env, ...env }, built);
    this.processes.push(process);
    return process;
  }
}

const randomSecret = (): string => randomBytes(32).toString('base64url');
