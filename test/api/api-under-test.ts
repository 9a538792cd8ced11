import { appendFileSync } from 'node:fs';
import { DatabaseSettings, loadSettings, type EnvironmentVariables } from '@genesis/config';
import { migrate } from '@genesis/database';
import { createLogger } from '@genesis/observability';
import { Signals } from '@genesis/queue';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { ApiCaller } from '../support/builders/api-caller.js';
import { createApi } from '../../apps/api/src/http/create-api.js';
import { migrationOptions } from '../../apps/api/src/migration-options.js';
import { configuredStores } from '../support/harness/installation.js';
import { TestDatabase } from '../support/harness/test-database.js';
import { KEPT_LOGS, keepSecret, newLogFile } from '../support/harness/kept-logs.js';

/** The real application on a free port, against the PostgreSQL and Redis of the environment. */
export interface ApiUnderTest {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every log line so far, parsed. */
  readonly logs: readonly Record<string, unknown>[];
  readonly rawLogs: () => string;
  close(): Promise<void>;
}

export async function startApi(env: EnvironmentVariables = {}): Promise<ApiUnderTest> {
  const loaded = loadSettings({
    env: {
      ...process.env,
      ENVIRONMENT: 'testing',
      SECRET_KEY: 'a key of the test that is long enough for HS256',
      PROMETHEUS_PORT: '0',
      LOG_LEVEL: 'debug',
      ...env,
    },
  });
  await migrate(migrationOptions(loaded.get(DatabaseSettings)));
  const lines: string[] = [];
  const file = newLogFile('api');
  const write = (line: string): void => {
    lines.push(line);
    if (KEPT_LOGS !== null) appendFileSync(file, line);
  };
  keepSecret(env);
  const logger = createLogger(loaded, 'genesis-api', { write });
  const app = await createApi({ loaded, logger });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    get logs() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    rawLogs: () => lines.join(''),
    close: () => app.close(),
  };
}

/** Resolves once a replica hears which accounts have changed. It asks again about everybody at that moment, so a test that is
 *  about what it remembers begins afterwards.
 *  @param token of anybody: a replica that knows nobody does not listen */
export async function untilHearsOfAccounts({ app, url }: ApiUnderTest, token: string): Promise<void> {
  await new ApiCaller(url).call('/users/me', { token });
  await new Promise<void>((resolve) => {
    // Answered after the replica's own subscription, which is older.
    const stop = app.get(Signals).listen('account-changed', () => {
      resolve();
      setImmediate(() => {
        stop();
      });
    });
  });
}

/** Reads a JSON answer; `any` stays out of the tests. */
export async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** An address that no other test uses. */
export function anEmail(): string {
  return `awa.${crypto.randomUUID()}@example.com`;
}

/** The application with stores that no other test writes to: for whoever compares all that they hold. */
export interface LonelyApi extends ApiUnderTest {
  readonly redisUrl: string;
  readonly keyPrefix: string;
}

export async function startApiAlone(env: EnvironmentVariables = {}): Promise<LonelyApi> {
  const { databaseUrl, redisUrl, redisKeyPrefix } = configuredStores();
  const database = await TestDatabase.create(databaseUrl);
  const keyPrefix = `${redisKeyPrefix}:${randomBytes(4).toString('hex')}`;
  const api = await startApi({
    DATABASE_URL: database.url,
    TEST_DATABASE_URL: database.url,
    REDIS_KEY_PREFIX: keyPrefix,
    ...env,
  });
  return {
    app: api.app,
    url: api.url,
    rawLogs: api.rawLogs,
    get logs() {
      return api.logs;
    },
    redisUrl,
    keyPrefix,
    close: async () => {
      await api.close();
      await database.drop();
    },
  };
}
